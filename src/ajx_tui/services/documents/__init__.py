"""Official documents: the catalogue, what they say, previewing and writing them, and the versions that were kept."""

from ajx_tui.documents.texts.editing import chapters as chapters
from ajx_tui.documents.texts.facts import Paper as Paper
from ajx_tui.documents.texts.lint import lint as lint
from ajx_tui.services.documents.archive import Version as Version
from ajx_tui.services.documents.archive import version as version
from ajx_tui.services.documents.archive import versions as versions
from ajx_tui.services.documents.catalogue import CATALOGUE as CATALOGUE
from ajx_tui.services.documents.catalogue import FORMATS as FORMATS
from ajx_tui.services.documents.catalogue import Entry as Entry
from ajx_tui.services.documents.catalogue import entry as entry
from ajx_tui.services.documents.catalogue import title_of as title_of
from ajx_tui.services.documents.drafting import Working as Working
from ajx_tui.services.documents.drafting import save_chapter as save_chapter
from ajx_tui.services.documents.drafting import working as working
from ajx_tui.services.documents.evidence import evidence_job as evidence_job
from ajx_tui.services.documents.export import Draft as Draft
from ajx_tui.services.documents.export import build as build
from ajx_tui.services.documents.export import draft as draft
from ajx_tui.services.documents.export import export_each_job as export_each_job
from ajx_tui.services.documents.export import export_job as export_job
from ajx_tui.services.documents.export import facts_for as facts_for
from ajx_tui.services.documents.export import restore_job as restore_job
from ajx_tui.services.documents.gathering import gather as gather
from ajx_tui.services.documents.submission import submit_job as submit_job
