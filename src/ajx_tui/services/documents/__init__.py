"""Official documents: the catalogue, what they say, previewing and writing them."""

from ajx_tui.documents.texts.editing import chapters as chapters
from ajx_tui.documents.texts.facts import Paper as Paper
from ajx_tui.documents.texts.lint import lint as lint
from ajx_tui.services.documents.catalogue import CATALOGUE as CATALOGUE
from ajx_tui.services.documents.catalogue import FORMATS as FORMATS
from ajx_tui.services.documents.catalogue import Entry as Entry
from ajx_tui.services.documents.catalogue import entry as entry
from ajx_tui.services.documents.catalogue import title_of as title_of
from ajx_tui.services.documents.export import Draft as Draft
from ajx_tui.services.documents.export import build as build
from ajx_tui.services.documents.export import draft as draft
from ajx_tui.services.documents.export import export_each_job as export_each_job
from ajx_tui.services.documents.export import export_job as export_job
from ajx_tui.services.documents.export import facts_for as facts_for
from ajx_tui.services.documents.gathering import gather as gather
from ajx_tui.services.documents.records import Version as Version
from ajx_tui.services.documents.records import Working as Working
from ajx_tui.services.documents.records import save_chapter as save_chapter
from ajx_tui.services.documents.records import versions as versions
from ajx_tui.services.documents.records import working as working
from ajx_tui.services.documents.submission import submit_job as submit_job
from ajx_tui.services.documents.trail import evidence_job as evidence_job
