-- The tables of a fresh database, made from the record declarations; a test holds this copy to them.

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE history (
  id INTEGER PRIMARY KEY,
  batch TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  intention TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action = 'create' OR action = 'update' OR action = 'delete' OR action = 'restore'),
  kind TEXT NOT NULL,
  record_id INTEGER NOT NULL,
  before TEXT,
  after TEXT,
  reason TEXT,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX history_record ON history (kind, record_id);

CREATE INDEX history_batch ON history (batch);

CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT raise(ABORT, 'history is append-only'); END;

CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT raise(ABORT, 'history is append-only'); END;

CREATE TABLE chain (
  name TEXT PRIMARY KEY,
  entries INTEGER NOT NULL CHECK (entries >= 0),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE digest (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  name_key TEXT NOT NULL UNIQUE,
  roles TEXT NOT NULL CHECK (length(roles) > 0),
  password TEXT NOT NULL CHECK (password LIKE '$argon2id$%'),
  recovery TEXT CHECK (recovery LIKE '$argon2id$%'),
  must_change INTEGER NOT NULL DEFAULT 0 CHECK (must_change IN (0, 1)),
  disabled_at TEXT,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE login_log (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  ticks INTEGER NOT NULL CHECK (ticks >= 0),
  name_key TEXT NOT NULL,
  event TEXT NOT NULL CHECK (event IN ('try', 'ok', 'recovered', 'clock', 'ahead', 'lock', 'unlock', 'leave')),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX login_log_name ON login_log (name_key, id);

CREATE TRIGGER login_log_no_update BEFORE UPDATE ON login_log BEGIN SELECT raise(ABORT, 'login_log is append-only'); END;

CREATE TRIGGER login_log_no_delete BEFORE DELETE ON login_log BEGIN SELECT raise(ABORT, 'login_log is append-only'); END;

CREATE TABLE review (
  id INTEGER PRIMARY KEY,
  subject_kind TEXT NOT NULL,
  subject_id INTEGER NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'signed', 'sent')),
  submitter TEXT NOT NULL,
  submitted_at TEXT NOT NULL,
  state_at TEXT NOT NULL,
  round INTEGER NOT NULL DEFAULT 1 CHECK (round >= 1),
  department_id INTEGER REFERENCES department (id),
  township TEXT,
  UNIQUE (subject_kind, subject_id)
) STRICT;

CREATE INDEX review_state ON review (state, subject_kind);

CREATE TABLE review_step (
  id INTEGER PRIMARY KEY,
  review_id INTEGER NOT NULL REFERENCES review (id),
  act TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  actor TEXT NOT NULL,
  at TEXT NOT NULL,
  text TEXT,
  revision INTEGER NOT NULL,
  alone INTEGER NOT NULL DEFAULT 0 CHECK (alone IN (0, 1))
) STRICT;

CREATE INDEX review_step_review ON review_step (review_id, id);

CREATE TABLE review_finding (
  id INTEGER PRIMARY KEY,
  review_id INTEGER NOT NULL REFERENCES review (id),
  step_id INTEGER NOT NULL REFERENCES review_step (id),
  kind TEXT,
  record_id INTEGER,
  field TEXT,
  code TEXT NOT NULL,
  text TEXT NOT NULL CHECK (length(text) > 0),
  clause TEXT,
  outcome TEXT NOT NULL DEFAULT 'open' CHECK (outcome IN ('open', 'fixed', 'explained')),
  answer TEXT,
  answered_by TEXT,
  answered_at TEXT
) STRICT;

CREATE INDEX review_finding_review ON review_finding (review_id, id);

CREATE TABLE review_batch (
  id INTEGER PRIMARY KEY,
  review_id INTEGER NOT NULL REFERENCES review (id),
  batch TEXT NOT NULL UNIQUE
) STRICT;

CREATE INDEX review_batch_review ON review_batch (review_id);

CREATE TABLE review_look (
  review_id INTEGER NOT NULL REFERENCES review (id),
  person TEXT NOT NULL,
  revision INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (review_id, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE undo_link (
  id INTEGER PRIMARY KEY,
  batch TEXT NOT NULL UNIQUE,
  undoes TEXT NOT NULL
) STRICT;

CREATE INDEX undo_link_undoes ON undo_link (undoes);

CREATE TABLE import_run (
  id INTEGER PRIMARY KEY,
  batch TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  file_name TEXT NOT NULL,
  sheet TEXT NOT NULL,
  kind TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  counts TEXT NOT NULL
) STRICT;

CREATE TABLE handout (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  layout TEXT NOT NULL,
  version TEXT NOT NULL,
  title TEXT NOT NULL,
  party TEXT NOT NULL,
  recipient TEXT NOT NULL,
  profile TEXT NOT NULL CHECK (profile IN ('internal', 'report', 'public')),
  kind TEXT NOT NULL,
  as_of TEXT NOT NULL,
  entries INTEGER NOT NULL CHECK (entries >= 0),
  filter TEXT,
  file_name TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('xlsx', 'csv')),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;

CREATE TABLE restoration (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('restore', 'rescue', 'recover')),
  file_name TEXT,
  sha256 TEXT CHECK (length(sha256) = 64),
  entries INTEGER,
  head TEXT CHECK (length(head) = 64),
  saved_as TEXT,
  files INTEGER NOT NULL CHECK (files >= 0),
  lost TEXT
) STRICT;

CREATE TABLE import_mapping (
  fingerprint TEXT PRIMARY KEY,
  mapping TEXT NOT NULL,
  used_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE search_made (kind TEXT PRIMARY KEY, version TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  record_id INTEGER NOT NULL,
  content TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  PRIMARY KEY (owner, kind, record_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE office (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  area TEXT NOT NULL CHECK (length(area) BETWEEN 1 AND 200),
  area_code TEXT CHECK (area_code IS NULL OR length(area_code) BETWEEN 1 AND 12),
  level TEXT NOT NULL CHECK (level = 'county' OR level = 'city' OR level = 'province'),
  city TEXT CHECK (city IS NULL OR length(city) BETWEEN 1 AND 200),
  province TEXT CHECK (province IS NULL OR length(province) BETWEEN 1 AND 200),
  committee TEXT CHECK (committee IS NULL OR length(committee) BETWEEN 1 AND 200),
  document_prefix TEXT CHECK (document_prefix IS NULL OR length(document_prefix) BETWEEN 1 AND 200),
  contact TEXT CHECK (contact IS NULL OR length(contact) BETWEEN 1 AND 200),
  phone TEXT CHECK (phone IS NULL OR length(phone) BETWEEN 1 AND 60),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX office_key ON office (name) WHERE deleted_at IS NULL;

CREATE TABLE sector (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 30),
  aliases TEXT CHECK (aliases IS NULL OR length(aliases) BETWEEN 1 AND 200),
  due_unit TEXT NOT NULL CHECK (due_unit = 'enterprise' OR due_unit = 'project' OR due_unit = 'licence' OR due_unit = 'vessel'),
  due_from TEXT CHECK (due_from IS NULL OR due_from IS date(due_from)),
  due_until TEXT CHECK (due_until IS NULL OR due_until IS date(due_until)),
  basis TEXT CHECK (basis IS NULL OR length(basis) BETWEEN 1 AND 200),
  position INTEGER CHECK (position BETWEEN 0 AND 10000000),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX sector_key ON sector (title) WHERE deleted_at IS NULL;

CREATE VIRTUAL TABLE sector_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE department (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  aliases TEXT CHECK (aliases IS NULL OR length(aliases) BETWEEN 1 AND 200),
  contact TEXT CHECK (contact IS NULL OR length(contact) BETWEEN 1 AND 200),
  phone TEXT CHECK (phone IS NULL OR length(phone) BETWEEN 1 AND 60),
  duty TEXT CHECK (duty IS NULL OR length(duty) BETWEEN 1 AND 500),
  position INTEGER CHECK (position BETWEEN 0 AND 10000000),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX department_key ON department (name) WHERE deleted_at IS NULL;

CREATE VIRTUAL TABLE department_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE sector_department (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  sector_id INTEGER NOT NULL REFERENCES sector (id),
  department_id INTEGER NOT NULL REFERENCES department (id),
  scope TEXT CHECK (scope IS NULL OR length(scope) BETWEEN 1 AND 200),
  valid_from TEXT CHECK (valid_from IS NULL OR valid_from IS date(valid_from)),
  valid_until TEXT CHECK (valid_until IS NULL OR valid_until IS date(valid_until)),
  lead INTEGER CHECK (lead BETWEEN 0 AND 1),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX sector_department_key ON sector_department (sector_id, department_id) WHERE deleted_at IS NULL;

CREATE TABLE insurer (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  aliases TEXT CHECK (aliases IS NULL OR length(aliases) BETWEEN 1 AND 200),
  credit_code TEXT CHECK (credit_code IS NULL OR length(credit_code) BETWEEN 1 AND 18),
  licence TEXT CHECK (licence IS NULL OR length(licence) BETWEEN 1 AND 200),
  qualified_from TEXT CHECK (qualified_from IS NULL OR qualified_from IS date(qualified_from)),
  qualified_until TEXT CHECK (qualified_until IS NULL OR qualified_until IS date(qualified_until)),
  contact TEXT CHECK (contact IS NULL OR length(contact) BETWEEN 1 AND 200),
  phone TEXT CHECK (phone IS NULL OR length(phone) BETWEEN 1 AND 60),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX insurer_key ON insurer (name) WHERE deleted_at IS NULL;

CREATE VIRTUAL TABLE insurer_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE service_body (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  aliases TEXT CHECK (aliases IS NULL OR length(aliases) BETWEEN 1 AND 200),
  type TEXT CHECK (type = 'third_party' OR type = 'insurer'),
  insurer_id INTEGER REFERENCES insurer (id),
  credit_code TEXT CHECK (credit_code IS NULL OR length(credit_code) BETWEEN 1 AND 18),
  qualification TEXT CHECK (qualification IS NULL OR length(qualification) BETWEEN 1 AND 200),
  qualified_from TEXT CHECK (qualified_from IS NULL OR qualified_from IS date(qualified_from)),
  qualified_until TEXT CHECK (qualified_until IS NULL OR qualified_until IS date(qualified_until)),
  contact TEXT CHECK (contact IS NULL OR length(contact) BETWEEN 1 AND 200),
  phone TEXT CHECK (phone IS NULL OR length(phone) BETWEEN 1 AND 60),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX service_body_key ON service_body (name) WHERE deleted_at IS NULL;

CREATE VIRTUAL TABLE service_body_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE commitment (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  insurer_id INTEGER NOT NULL REFERENCES insurer (id),
  content TEXT NOT NULL CHECK (length(content) BETWEEN 1 AND 1000),
  made_on TEXT NOT NULL CHECK (made_on IS date(made_on)),
  topic TEXT CHECK (topic IS NULL OR length(topic) BETWEEN 1 AND 40),
  published_in TEXT CHECK (published_in IS NULL OR length(published_in) BETWEEN 1 AND 200),
  valid_until TEXT CHECK (valid_until IS NULL OR valid_until IS date(valid_until)),
  clause TEXT CHECK (clause IS NULL OR length(clause) BETWEEN 1 AND 200),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX commitment_key ON commitment (insurer_id, made_on, content) WHERE deleted_at IS NULL;

CREATE INDEX commitment_by_made_on ON commitment (made_on);

CREATE INDEX commitment_by_valid_until ON commitment (valid_until);

CREATE VIRTUAL TABLE commitment_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE breach (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  commitment_id INTEGER NOT NULL REFERENCES commitment (id),
  found_on TEXT NOT NULL CHECK (found_on IS date(found_on)),
  facts TEXT NOT NULL CHECK (length(facts) BETWEEN 1 AND 2000),
  source TEXT CHECK (source IS NULL OR length(source) BETWEEN 1 AND 100),
  handling TEXT CHECK (handling IS NULL OR length(handling) BETWEEN 1 AND 2000),
  informed_on TEXT CHECK (informed_on IS NULL OR informed_on IS date(informed_on)),
  closed_on TEXT CHECK (closed_on IS NULL OR closed_on IS date(closed_on)),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX breach_key ON breach (commitment_id, found_on, facts) WHERE deleted_at IS NULL;

CREATE INDEX breach_by_found_on ON breach (found_on);

CREATE INDEX breach_by_closed_on ON breach (closed_on);

CREATE VIRTUAL TABLE breach_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE loss_rate (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  sector_id INTEGER NOT NULL REFERENCES sector (id),
  subsector TEXT NOT NULL CHECK (length(subsector) BETWEEN 1 AND 60),
  rate INTEGER NOT NULL CHECK (rate BETWEEN 0 AND 100000000),
  valid_from TEXT NOT NULL CHECK (valid_from IS date(valid_from)),
  valid_until TEXT CHECK (valid_until IS NULL OR valid_until IS date(valid_until)),
  publisher TEXT CHECK (publisher IS NULL OR length(publisher) BETWEEN 1 AND 100),
  document TEXT CHECK (document IS NULL OR length(document) BETWEEN 1 AND 200),
  published_on TEXT CHECK (published_on IS NULL OR published_on IS date(published_on)),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX loss_rate_key ON loss_rate (sector_id, subsector, valid_from) WHERE deleted_at IS NULL;

CREATE INDEX loss_rate_by_valid_from ON loss_rate (valid_from);

CREATE TABLE coordination_member (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  department_id INTEGER NOT NULL REFERENCES department (id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  role TEXT NOT NULL CHECK (role = 'chair' OR role = 'deputy' OR role = 'member' OR role = 'liaison'),
  post TEXT CHECK (post IS NULL OR length(post) BETWEEN 1 AND 60),
  phone TEXT CHECK (phone IS NULL OR length(phone) BETWEEN 1 AND 60),
  since TEXT CHECK (since IS NULL OR since IS date(since)),
  until TEXT CHECK (until IS NULL OR until IS date(until)),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 300),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX coordination_member_key ON coordination_member (department_id, name) WHERE deleted_at IS NULL;

CREATE VIRTUAL TABLE coordination_member_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE meeting (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  held_on TEXT NOT NULL CHECK (held_on IS date(held_on)),
  topic TEXT NOT NULL CHECK (length(topic) BETWEEN 1 AND 200),
  type TEXT CHECK (type = 'plenary' OR type = 'topic' OR type = 'interview' OR type = 'training'),
  organiser_id INTEGER REFERENCES department (id),
  place TEXT CHECK (place IS NULL OR length(place) BETWEEN 1 AND 100),
  chair TEXT CHECK (chair IS NULL OR length(chair) BETWEEN 1 AND 40),
  attendees TEXT CHECK (attendees IS NULL OR length(attendees) BETWEEN 1 AND 1000),
  people INTEGER CHECK (people BETWEEN 0 AND 100000),
  decisions TEXT CHECK (decisions IS NULL OR length(decisions) BETWEEN 1 AND 4000),
  follow_up_on TEXT CHECK (follow_up_on IS NULL OR follow_up_on IS date(follow_up_on)),
  done_on TEXT CHECK (done_on IS NULL OR done_on IS date(done_on)),
  minutes TEXT CHECK (minutes IS NULL OR length(minutes) BETWEEN 1 AND 60),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX meeting_key ON meeting (held_on, topic) WHERE deleted_at IS NULL;

CREATE INDEX meeting_by_follow_up_on ON meeting (follow_up_on);

CREATE VIRTUAL TABLE meeting_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE publicity (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  held_on TEXT NOT NULL CHECK (held_on IS date(held_on)),
  theme TEXT NOT NULL CHECK (length(theme) BETWEEN 1 AND 200),
  form TEXT CHECK (form IS NULL OR length(form) BETWEEN 1 AND 200),
  organiser_id INTEGER REFERENCES department (id),
  partners TEXT CHECK (partners IS NULL OR length(partners) BETWEEN 1 AND 300),
  place TEXT CHECK (place IS NULL OR length(place) BETWEEN 1 AND 100),
  audience TEXT CHECK (audience IS NULL OR length(audience) BETWEEN 1 AND 100),
  people INTEGER CHECK (people BETWEEN 0 AND 10000000),
  enterprises INTEGER CHECK (enterprises BETWEEN 0 AND 1000000),
  materials INTEGER CHECK (materials BETWEEN 0 AND 10000000),
  effect TEXT CHECK (effect IS NULL OR length(effect) BETWEEN 1 AND 2000),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX publicity_key ON publicity (held_on, theme) WHERE deleted_at IS NULL;

CREATE INDEX publicity_by_people ON publicity (people);

CREATE VIRTUAL TABLE publicity_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE plan_step (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 60),
  due_on TEXT NOT NULL CHECK (due_on IS date(due_on)),
  owner TEXT CHECK (owner IS NULL OR length(owner) BETWEEN 1 AND 100),
  content TEXT CHECK (content IS NULL OR length(content) BETWEEN 1 AND 1000),
  done_on TEXT CHECK (done_on IS NULL OR done_on IS date(done_on)),
  result TEXT CHECK (result IS NULL OR length(result) BETWEEN 1 AND 1000),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX plan_step_key ON plan_step (title, due_on) WHERE deleted_at IS NULL;

CREATE VIRTUAL TABLE plan_step_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE enterprise (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  credit_code TEXT CHECK (credit_code IS NULL OR length(credit_code) BETWEEN 1 AND 18),
  no_code_reason TEXT CHECK (no_code_reason IS NULL OR length(no_code_reason) BETWEEN 1 AND 100),
  sector_id INTEGER NOT NULL REFERENCES sector (id),
  subsector TEXT CHECK (subsector IS NULL OR length(subsector) BETWEEN 1 AND 60),
  department_id INTEGER REFERENCES department (id),
  township TEXT CHECK (township IS NULL OR length(township) BETWEEN 1 AND 40),
  address TEXT CHECK (address IS NULL OR length(address) BETWEEN 1 AND 200),
  legal_person TEXT CHECK (legal_person IS NULL OR length(legal_person) BETWEEN 1 AND 40),
  principal TEXT CHECK (principal IS NULL OR length(principal) BETWEEN 1 AND 40),
  phone TEXT CHECK (phone IS NULL OR length(phone) BETWEEN 1 AND 60),
  safety_officer TEXT CHECK (safety_officer IS NULL OR length(safety_officer) BETWEEN 1 AND 40),
  safety_phone TEXT CHECK (safety_phone IS NULL OR length(safety_phone) BETWEEN 1 AND 60),
  headcount INTEGER CHECK (headcount BETWEEN 0 AND 10000000),
  status TEXT CHECK (status = 'active' OR status = 'stopped' OR status = 'closed' OR status = 'finished'),
  status_on TEXT CHECK (status_on IS NULL OR status_on IS date(status_on)),
  status_proof TEXT CHECK (status_proof IS NULL OR length(status_proof) BETWEEN 1 AND 200),
  risk_level TEXT CHECK (risk_level = 'high' OR risk_level = 'medium' OR risk_level = 'low'),
  scale TEXT CHECK (scale = 'large' OR scale = 'medium' OR scale = 'small' OR scale = 'micro'),
  permit TEXT CHECK (permit IS NULL OR length(permit) BETWEEN 1 AND 60),
  permit_until TEXT CHECK (permit_until IS NULL OR permit_until IS date(permit_until)),
  revenue INTEGER CHECK (revenue BETWEEN 0 AND 9007199254740992),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 1000),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX enterprise_key ON enterprise (credit_code) WHERE deleted_at IS NULL AND credit_code IS NOT NULL;

CREATE UNIQUE INDEX enterprise_key1 ON enterprise (name, township) WHERE deleted_at IS NULL AND credit_code IS NULL AND township IS NOT NULL;

CREATE INDEX enterprise_by_name ON enterprise (name);

CREATE INDEX enterprise_by_sector_id ON enterprise (sector_id);

CREATE INDEX enterprise_by_township ON enterprise (township);

CREATE INDEX enterprise_by_headcount ON enterprise (headcount);

CREATE INDEX enterprise_by_status ON enterprise (status);

CREATE INDEX enterprise_by_risk_level ON enterprise (risk_level);

CREATE INDEX enterprise_by_principal ON enterprise (principal);

CREATE INDEX enterprise_by_phone ON enterprise (phone);

CREATE INDEX enterprise_by_department_id ON enterprise (department_id);

CREATE INDEX enterprise_by_status_on ON enterprise (status_on);

CREATE INDEX enterprise_by_permit ON enterprise (permit);

CREATE INDEX enterprise_by_substr_credit_code ON enterprise (substr(credit_code, 9, 9));

CREATE VIRTUAL TABLE enterprise_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE insured_object (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  enterprise_id INTEGER NOT NULL REFERENCES enterprise (id),
  type TEXT NOT NULL CHECK (type = 'enterprise' OR type = 'project' OR type = 'licence' OR type = 'vessel'),
  code TEXT CHECK (code IS NULL OR length(code) BETWEEN 1 AND 60),
  name TEXT CHECK (name IS NULL OR length(name) BETWEEN 1 AND 120),
  sector_id INTEGER REFERENCES sector (id),
  township TEXT CHECK (township IS NULL OR length(township) BETWEEN 1 AND 40),
  cost INTEGER CHECK (cost BETWEEN 0 AND 9007199254740992),
  start_on TEXT CHECK (start_on IS NULL OR start_on IS date(start_on)),
  end_on TEXT CHECK (end_on IS NULL OR end_on IS date(end_on)),
  headcount INTEGER CHECK (headcount BETWEEN 0 AND 10000000),
  status TEXT CHECK (status = 'active' OR status = 'stopped' OR status = 'closed' OR status = 'finished'),
  status_on TEXT CHECK (status_on IS NULL OR status_on IS date(status_on)),
  status_proof TEXT CHECK (status_proof IS NULL OR length(status_proof) BETWEEN 1 AND 200),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX insured_object_key ON insured_object (type, code) WHERE deleted_at IS NULL AND code IS NOT NULL;

CREATE UNIQUE INDEX insured_object_unique ON insured_object (enterprise_id) WHERE type = 'enterprise' AND deleted_at IS NULL;

CREATE INDEX insured_object_by_enterprise_id ON insured_object (enterprise_id, type, deleted_at, sector_id, township, status, status_on, start_on, end_on, headcount);

CREATE INDEX insured_object_by_sector_id ON insured_object (sector_id);

CREATE INDEX insured_object_by_type ON insured_object (type);

CREATE INDEX insured_object_by_end_on ON insured_object (end_on);

CREATE INDEX insured_object_by_name ON insured_object (name);

CREATE INDEX insured_object_by_code ON insured_object (code);

CREATE VIRTUAL TABLE insured_object_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE policy (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 60),
  enterprise_id INTEGER NOT NULL REFERENCES enterprise (id),
  object_id INTEGER REFERENCES insured_object (id),
  insurer_id INTEGER REFERENCES insurer (id),
  start_on TEXT NOT NULL CHECK (start_on IS date(start_on)),
  end_on TEXT NOT NULL CHECK (end_on IS date(end_on)),
  headcount INTEGER CHECK (headcount BETWEEN 0 AND 10000000),
  declared_all INTEGER CHECK (declared_all BETWEEN 0 AND 1),
  limit_person INTEGER CHECK (limit_person BETWEEN 0 AND 9007199254740992),
  limit_total INTEGER CHECK (limit_total BETWEEN 0 AND 9007199254740992),
  premium INTEGER CHECK (premium BETWEEN 0 AND 9007199254740992),
  premium_received INTEGER CHECK (premium_received BETWEEN 0 AND 9007199254740992),
  premium_source TEXT CHECK (premium_source = 'safety_fund' OR premium_source = 'own_cost' OR premium_source = 'employees' OR premium_source = 'other'),
  commission INTEGER CHECK (commission BETWEEN 0 AND 10000),
  base_rate INTEGER CHECK (base_rate BETWEEN 0 AND 100000000),
  base_premium INTEGER CHECK (base_premium BETWEEN 0 AND 9007199254740992),
  floating INTEGER CHECK (floating BETWEEN 0 AND 10000000),
  promised_visits INTEGER CHECK (promised_visits BETWEEN 0 AND 1000),
  ended_on TEXT CHECK (ended_on IS NULL OR ended_on IS date(ended_on)),
  end_reason TEXT CHECK (end_reason IS NULL OR length(end_reason) BETWEEN 1 AND 100),
  product TEXT CHECK (product IS NULL OR length(product) BETWEEN 1 AND 60),
  renews_id INTEGER REFERENCES policy (id),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX policy_key ON policy (number, object_id) WHERE deleted_at IS NULL AND object_id IS NOT NULL;

CREATE INDEX policy_by_enterprise_id ON policy (enterprise_id);

CREATE INDEX policy_by_object_id ON policy (object_id, start_on, end_on, ended_on, deleted_at, product, headcount, limit_person, insurer_id);

CREATE INDEX policy_by_insurer_id ON policy (insurer_id);

CREATE INDEX policy_by_start_on ON policy (start_on);

CREATE INDEX policy_by_end_on ON policy (end_on);

CREATE INDEX policy_by_headcount ON policy (headcount);

CREATE INDEX policy_by_limit_person ON policy (limit_person);

CREATE INDEX policy_by_premium ON policy (premium);

CREATE INDEX policy_by_premium_received ON policy (premium_received);

CREATE INDEX policy_by_commission ON policy (commission);

CREATE INDEX policy_by_promised_visits ON policy (promised_visits);

CREATE INDEX policy_by_ended_on ON policy (ended_on);

CREATE INDEX policy_by_number ON policy (number);

CREATE VIRTUAL TABLE policy_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE promised_service (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  policy_id INTEGER NOT NULL REFERENCES policy (id),
  item TEXT NOT NULL CHECK (length(item) BETWEEN 1 AND 200),
  times INTEGER NOT NULL CHECK (times BETWEEN 0 AND 1000),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 300),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX promised_service_key ON promised_service (policy_id, item) WHERE deleted_at IS NULL;

CREATE INDEX promised_service_by_policy_id ON promised_service (policy_id);

CREATE TABLE rate_factor (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  policy_id INTEGER NOT NULL REFERENCES policy (id),
  factor TEXT NOT NULL CHECK (length(factor) BETWEEN 1 AND 200),
  coefficient INTEGER NOT NULL CHECK (coefficient BETWEEN 0 AND 10000000),
  basis TEXT CHECK (basis IS NULL OR length(basis) BETWEEN 1 AND 300),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX rate_factor_key ON rate_factor (policy_id, factor) WHERE deleted_at IS NULL;

CREATE INDEX rate_factor_by_coefficient ON rate_factor (coefficient);

CREATE TABLE service_plan (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  policy_id INTEGER NOT NULL REFERENCES policy (id),
  number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 60),
  agreed_on TEXT CHECK (agreed_on IS NULL OR agreed_on IS date(agreed_on)),
  contract TEXT CHECK (contract IS NULL OR length(contract) BETWEEN 1 AND 60),
  body_id INTEGER REFERENCES service_body (id),
  staff TEXT CHECK (staff IS NULL OR length(staff) BETWEEN 1 AND 200),
  items TEXT CHECK (items IS NULL OR length(items) BETWEEN 1 AND 200),
  measures TEXT CHECK (measures IS NULL OR length(measures) BETWEEN 1 AND 2000),
  frequency TEXT CHECK (frequency IS NULL OR length(frequency) BETWEEN 1 AND 100),
  times INTEGER CHECK (times BETWEEN 0 AND 1000),
  goal TEXT CHECK (goal IS NULL OR length(goal) BETWEEN 1 AND 1000),
  starts_on TEXT CHECK (starts_on IS NULL OR starts_on IS date(starts_on)),
  ends_on TEXT CHECK (ends_on IS NULL OR ends_on IS date(ends_on)),
  free INTEGER CHECK (free BETWEEN 0 AND 1),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX service_plan_key ON service_plan (policy_id, number) WHERE deleted_at IS NULL;

CREATE INDEX service_plan_by_policy_id ON service_plan (policy_id);

CREATE INDEX service_plan_by_body_id ON service_plan (body_id);

CREATE INDEX service_plan_by_agreed_on ON service_plan (agreed_on);

CREATE INDEX service_plan_by_times ON service_plan (times);

CREATE VIRTUAL TABLE service_plan_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE visit (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  number TEXT CHECK (number IS NULL OR length(number) BETWEEN 1 AND 60),
  policy_id INTEGER NOT NULL REFERENCES policy (id),
  visited_on TEXT NOT NULL CHECK (visited_on IS date(visited_on)),
  item TEXT CHECK (item IS NULL OR length(item) BETWEEN 1 AND 200),
  body_id INTEGER REFERENCES service_body (id),
  staff TEXT CHECK (staff IS NULL OR length(staff) BETWEEN 1 AND 200),
  place TEXT CHECK (place IS NULL OR length(place) BETWEEN 1 AND 200),
  process TEXT CHECK (process IS NULL OR length(process) BETWEEN 1 AND 4000),
  measures TEXT CHECK (measures IS NULL OR length(measures) BETWEEN 1 AND 4000),
  people INTEGER CHECK (people BETWEEN 0 AND 10000000),
  confirmed INTEGER CHECK (confirmed BETWEEN 0 AND 1),
  returned INTEGER CHECK (returned BETWEEN 0 AND 1),
  plan_id INTEGER REFERENCES service_plan (id),
  confirmed_before_on TEXT CHECK (confirmed_before_on IS NULL OR confirmed_before_on IS date(confirmed_before_on)),
  notice_on TEXT CHECK (notice_on IS NULL OR notice_on IS date(notice_on)),
  returned_on TEXT CHECK (returned_on IS NULL OR returned_on IS date(returned_on)),
  satisfaction TEXT CHECK (satisfaction = 'satisfied' OR satisfaction = 'fair' OR satisfaction = 'dissatisfied'),
  insurer_confirmed INTEGER CHECK (insurer_confirmed BETWEEN 0 AND 1),
  charged INTEGER CHECK (charged BETWEEN 0 AND 1),
  recorded_on TEXT CHECK (recorded_on IS NULL OR recorded_on IS date(recorded_on)),
  archived_on TEXT CHECK (archived_on IS NULL OR archived_on IS date(archived_on)),
  archive_no TEXT CHECK (archive_no IS NULL OR length(archive_no) BETWEEN 1 AND 60),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX visit_key ON visit (number) WHERE deleted_at IS NULL AND number IS NOT NULL;

CREATE UNIQUE INDEX visit_key1 ON visit (policy_id, visited_on, item, staff) WHERE deleted_at IS NULL AND number IS NULL AND item IS NOT NULL AND staff IS NOT NULL;

CREATE INDEX visit_by_policy_id ON visit (policy_id, visited_on, deleted_at, confirmed);

CREATE INDEX visit_by_visited_on ON visit (visited_on);

CREATE INDEX visit_by_body_id ON visit (body_id);

CREATE INDEX visit_by_item ON visit (item);

CREATE INDEX visit_by_staff ON visit (staff, visited_on, policy_id, deleted_at);

CREATE INDEX visit_by_confirmed ON visit (confirmed);

CREATE INDEX visit_by_number ON visit (number);

CREATE INDEX visit_by_returned_on ON visit (returned_on);

CREATE VIRTUAL TABLE visit_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE enforcement_case (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 60),
  enterprise_id INTEGER NOT NULL REFERENCES enterprise (id),
  object_id INTEGER REFERENCES insured_object (id),
  cause TEXT NOT NULL CHECK (cause = 'uninsured' OR cause = 'not_all_employees' OR cause = 'underinsured' OR cause = 'premium_on_employees' OR cause = 'refused_service' OR cause = 'hazard' OR cause = 'sham_service' OR cause = 'other'),
  facts TEXT CHECK (facts IS NULL OR length(facts) BETWEEN 1 AND 4000),
  basis TEXT CHECK (basis IS NULL OR length(basis) BETWEEN 1 AND 300),
  department_id INTEGER REFERENCES department (id),
  officer_1 TEXT CHECK (officer_1 IS NULL OR length(officer_1) BETWEEN 1 AND 40),
  certificate_1 TEXT CHECK (certificate_1 IS NULL OR length(certificate_1) BETWEEN 1 AND 40),
  officer_2 TEXT CHECK (officer_2 IS NULL OR length(officer_2) BETWEEN 1 AND 40),
  certificate_2 TEXT CHECK (certificate_2 IS NULL OR length(certificate_2) BETWEEN 1 AND 40),
  ended_on TEXT CHECK (ended_on IS NULL OR ended_on IS date(ended_on)),
  harmful INTEGER CHECK (harmful BETWEEN 0 AND 1),
  found_on TEXT NOT NULL CHECK (found_on IS date(found_on)),
  filed_on TEXT CHECK (filed_on IS NULL OR filed_on IS date(filed_on)),
  ordered_on TEXT CHECK (ordered_on IS NULL OR ordered_on IS date(ordered_on)),
  order_due_on TEXT CHECK (order_due_on IS NULL OR order_due_on IS date(order_due_on)),
  reinspected_on TEXT CHECK (reinspected_on IS NULL OR reinspected_on IS date(reinspected_on)),
  corrected_on TEXT CHECK (corrected_on IS NULL OR corrected_on IS date(corrected_on)),
  refused_on TEXT CHECK (refused_on IS NULL OR refused_on IS date(refused_on)),
  notified_on TEXT CHECK (notified_on IS NULL OR notified_on IS date(notified_on)),
  hearing_right INTEGER CHECK (hearing_right BETWEEN 0 AND 1),
  stated_on TEXT CHECK (stated_on IS NULL OR stated_on IS date(stated_on)),
  hearing_asked_on TEXT CHECK (hearing_asked_on IS NULL OR hearing_asked_on IS date(hearing_asked_on)),
  hearing_told_on TEXT CHECK (hearing_told_on IS NULL OR hearing_told_on IS date(hearing_told_on)),
  hearing_on TEXT CHECK (hearing_on IS NULL OR hearing_on IS date(hearing_on)),
  extended_until TEXT CHECK (extended_until IS NULL OR extended_until IS date(extended_until)),
  decided_on TEXT CHECK (decided_on IS NULL OR decided_on IS date(decided_on)),
  decision TEXT CHECK (decision = 'fine' OR decision = 'warning' OR decision = 'no_penalty' OR decision = 'stop' OR decision = 'transfer' OR decision = 'dropped'),
  decision_no TEXT CHECK (decision_no IS NULL OR length(decision_no) BETWEEN 1 AND 60),
  fine INTEGER CHECK (fine BETWEEN 0 AND 9007199254740992),
  served_on TEXT CHECK (served_on IS NULL OR served_on IS date(served_on)),
  delivery TEXT CHECK (delivery = 'direct' OR delivery = 'left' OR delivery = 'mail' OR delivery = 'electronic' OR delivery = 'notice' OR delivery = 'proxy'),
  deferred_until TEXT CHECK (deferred_until IS NULL OR deferred_until IS date(deferred_until)),
  paid_on TEXT CHECK (paid_on IS NULL OR paid_on IS date(paid_on)),
  surcharge INTEGER CHECK (surcharge BETWEEN 0 AND 9007199254740992),
  review_on TEXT CHECK (review_on IS NULL OR review_on IS date(review_on)),
  review_result TEXT CHECK (review_result IS NULL OR length(review_result) BETWEEN 1 AND 200),
  suit_on TEXT CHECK (suit_on IS NULL OR suit_on IS date(suit_on)),
  suit_result TEXT CHECK (suit_result IS NULL OR length(suit_result) BETWEEN 1 AND 200),
  urged_on TEXT CHECK (urged_on IS NULL OR urged_on IS date(urged_on)),
  enforced_on TEXT CHECK (enforced_on IS NULL OR enforced_on IS date(enforced_on)),
  closed_on TEXT CHECK (closed_on IS NULL OR closed_on IS date(closed_on)),
  archive_no TEXT CHECK (archive_no IS NULL OR length(archive_no) BETWEEN 1 AND 60),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 1000),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX enforcement_case_key ON enforcement_case (number) WHERE deleted_at IS NULL;

CREATE INDEX enforcement_case_by_enterprise_id ON enforcement_case (enterprise_id);

CREATE INDEX enforcement_case_by_object_id ON enforcement_case (object_id);

CREATE INDEX enforcement_case_by_cause ON enforcement_case (cause);

CREATE INDEX enforcement_case_by_found_on ON enforcement_case (found_on);

CREATE INDEX enforcement_case_by_filed_on ON enforcement_case (filed_on);

CREATE INDEX enforcement_case_by_decided_on ON enforcement_case (decided_on);

CREATE INDEX enforcement_case_by_fine ON enforcement_case (fine);

CREATE INDEX enforcement_case_by_paid_on ON enforcement_case (paid_on);

CREATE INDEX enforcement_case_by_closed_on ON enforcement_case (closed_on);

CREATE VIRTUAL TABLE enforcement_case_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE enforcement_paper (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  case_id INTEGER NOT NULL REFERENCES enforcement_case (id),
  type TEXT NOT NULL CHECK (type = 'inspection' OR type = 'order' OR type = 'reinspection' OR type = 'filing' OR type = 'inquiry' OR type = 'notice' OR type = 'hearing_right' OR type = 'hearing_notice' OR type = 'hearing_record' OR type = 'decision' OR type = 'no_penalty' OR type = 'daily' OR type = 'delivery' OR type = 'urge' OR type = 'court' OR type = 'transfer' OR type = 'closing' OR type = 'other'),
  number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 60),
  issued_on TEXT NOT NULL CHECK (issued_on IS date(issued_on)),
  content TEXT CHECK (content IS NULL OR length(content) BETWEEN 1 AND 4000),
  follows_id INTEGER REFERENCES enforcement_paper (id),
  due_on TEXT CHECK (due_on IS NULL OR due_on IS date(due_on)),
  met_on TEXT CHECK (met_on IS NULL OR met_on IS date(met_on)),
  served_on TEXT CHECK (served_on IS NULL OR served_on IS date(served_on)),
  delivery TEXT CHECK (delivery = 'direct' OR delivery = 'left' OR delivery = 'mail' OR delivery = 'electronic' OR delivery = 'notice' OR delivery = 'proxy'),
  recipient TEXT CHECK (recipient IS NULL OR length(recipient) BETWEEN 1 AND 40),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX enforcement_paper_key ON enforcement_paper (case_id, type, number) WHERE deleted_at IS NULL;

CREATE INDEX enforcement_paper_by_issued_on ON enforcement_paper (issued_on);

CREATE INDEX enforcement_paper_by_due_on ON enforcement_paper (due_on);

CREATE INDEX enforcement_paper_by_type ON enforcement_paper (type);

CREATE INDEX enforcement_paper_by_follows_id ON enforcement_paper (follows_id);

CREATE VIRTUAL TABLE enforcement_paper_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE enforcement_plan_item (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  year INTEGER NOT NULL CHECK (year BETWEEN 0 AND 2199),
  enterprise_id INTEGER NOT NULL REFERENCES enterprise (id),
  object_id INTEGER REFERENCES insured_object (id),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
  department_id INTEGER REFERENCES department (id),
  month INTEGER CHECK (month BETWEEN 0 AND 12),
  state TEXT NOT NULL CHECK (state = 'planned' OR state = 'inspected' OR state = 'cleared' OR state = 'case' OR state = 'cancelled'),
  inspected_on TEXT CHECK (inspected_on IS NULL OR inspected_on IS date(inspected_on)),
  case_id INTEGER REFERENCES enforcement_case (id),
  result TEXT CHECK (result IS NULL OR length(result) BETWEEN 1 AND 1000),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX enforcement_plan_item_key ON enforcement_plan_item (year, enterprise_id, object_id) WHERE deleted_at IS NULL AND object_id IS NOT NULL;

CREATE INDEX enforcement_plan_item_by_enterprise_id ON enforcement_plan_item (enterprise_id);

CREATE INDEX enforcement_plan_item_by_department_id ON enforcement_plan_item (department_id);

CREATE INDEX enforcement_plan_item_by_state ON enforcement_plan_item (state);

CREATE INDEX enforcement_plan_item_by_case_id ON enforcement_plan_item (case_id);

CREATE INDEX enforcement_plan_item_by_object_id ON enforcement_plan_item (object_id);

CREATE VIRTUAL TABLE enforcement_plan_item_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE hazard (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  visit_id INTEGER NOT NULL REFERENCES visit (id),
  description TEXT NOT NULL CHECK (length(description) BETWEEN 1 AND 2000),
  level TEXT NOT NULL CHECK (level = 'general' OR level = 'major'),
  found_on TEXT CHECK (found_on IS NULL OR found_on IS date(found_on)),
  due_on TEXT CHECK (due_on IS NULL OR due_on IS date(due_on)),
  rectified_on TEXT CHECK (rectified_on IS NULL OR rectified_on IS date(rectified_on)),
  measure TEXT CHECK (measure IS NULL OR length(measure) BETWEEN 1 AND 2000),
  verified_on TEXT CHECK (verified_on IS NULL OR verified_on IS date(verified_on)),
  verified_by TEXT CHECK (verified_by IS NULL OR length(verified_by) BETWEEN 1 AND 60),
  occurrence INTEGER CHECK (occurrence BETWEEN 0 AND 10000000),
  notified_on TEXT CHECK (notified_on IS NULL OR notified_on IS date(notified_on)),
  principal_notified_on TEXT CHECK (principal_notified_on IS NULL OR principal_notified_on IS date(principal_notified_on)),
  ordered_on TEXT CHECK (ordered_on IS NULL OR ordered_on IS date(ordered_on)),
  order_due_on TEXT CHECK (order_due_on IS NULL OR order_due_on IS date(order_due_on)),
  case_id INTEGER REFERENCES enforcement_case (id),
  inspected_more_on TEXT CHECK (inspected_more_on IS NULL OR inspected_more_on IS date(inspected_more_on)),
  liability_on TEXT CHECK (liability_on IS NULL OR liability_on IS date(liability_on)),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX hazard_key ON hazard (visit_id, description, occurrence) WHERE deleted_at IS NULL AND occurrence IS NOT NULL;

CREATE INDEX hazard_by_visit_id ON hazard (visit_id, deleted_at, found_on, due_on, rectified_on, level);

CREATE INDEX hazard_by_level ON hazard (level);

CREATE INDEX hazard_by_due_on ON hazard (due_on);

CREATE INDEX hazard_by_rectified_on ON hazard (rectified_on);

CREATE INDEX hazard_by_found_on ON hazard (found_on);

CREATE INDEX hazard_by_description ON hazard (description);

CREATE INDEX hazard_by_ordered_on ON hazard (ordered_on);

CREATE INDEX hazard_by_case_id ON hazard (case_id);

CREATE VIRTUAL TABLE hazard_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE claim (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 60),
  policy_id INTEGER NOT NULL REFERENCES policy (id),
  happened_on TEXT CHECK (happened_on IS NULL OR happened_on IS date(happened_on)),
  reported_on TEXT CHECK (reported_on IS NULL OR reported_on IS date(reported_on)),
  accident TEXT CHECK (accident IS NULL OR length(accident) BETWEEN 1 AND 4000),
  deaths INTEGER CHECK (deaths BETWEEN 0 AND 10000),
  injuries INTEGER CHECK (injuries BETWEEN 0 AND 10000),
  prepaid INTEGER CHECK (prepaid BETWEEN 0 AND 9007199254740992),
  prepaid_on TEXT CHECK (prepaid_on IS NULL OR prepaid_on IS date(prepaid_on)),
  settled INTEGER CHECK (settled BETWEEN 0 AND 9007199254740992),
  settled_on TEXT CHECK (settled_on IS NULL OR settled_on IS date(settled_on)),
  third_party_paid INTEGER CHECK (third_party_paid BETWEEN 0 AND 1),
  loss_employees INTEGER CHECK (loss_employees BETWEEN 0 AND 9007199254740992),
  loss_third_persons INTEGER CHECK (loss_third_persons BETWEEN 0 AND 9007199254740992),
  loss_third_property INTEGER CHECK (loss_third_property BETWEEN 0 AND 9007199254740992),
  loss_rescue INTEGER CHECK (loss_rescue BETWEEN 0 AND 9007199254740992),
  loss_medical INTEGER CHECK (loss_medical BETWEEN 0 AND 9007199254740992),
  loss_appraisal INTEGER CHECK (loss_appraisal BETWEEN 0 AND 9007199254740992),
  loss_litigation INTEGER CHECK (loss_litigation BETWEEN 0 AND 9007199254740992),
  claimed_on TEXT CHECK (claimed_on IS NULL OR claimed_on IS date(claimed_on)),
  papers_named_on TEXT CHECK (papers_named_on IS NULL OR papers_named_on IS date(papers_named_on)),
  papers_complete_on TEXT CHECK (papers_complete_on IS NULL OR papers_complete_on IS date(papers_complete_on)),
  complex_case INTEGER CHECK (complex_case BETWEEN 0 AND 1),
  assessed_on TEXT CHECK (assessed_on IS NULL OR assessed_on IS date(assessed_on)),
  agreed_on TEXT CHECK (agreed_on IS NULL OR agreed_on IS date(agreed_on)),
  paid_on TEXT CHECK (paid_on IS NULL OR paid_on IS date(paid_on)),
  not_covered INTEGER CHECK (not_covered BETWEEN 0 AND 1),
  refused_on TEXT CHECK (refused_on IS NULL OR refused_on IS date(refused_on)),
  refusal_reason TEXT CHECK (refusal_reason IS NULL OR length(refusal_reason) BETWEEN 1 AND 1000),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX claim_key ON claim (number) WHERE deleted_at IS NULL;

CREATE INDEX claim_by_policy_id ON claim (policy_id);

CREATE INDEX claim_by_happened_on ON claim (happened_on);

CREATE INDEX claim_by_reported_on ON claim (reported_on);

CREATE INDEX claim_by_prepaid ON claim (prepaid);

CREATE INDEX claim_by_settled ON claim (settled);

CREATE INDEX claim_by_deaths ON claim (deaths);

CREATE INDEX claim_by_injuries ON claim (injuries);

CREATE INDEX claim_by_number ON claim (number);

CREATE VIRTUAL TABLE claim_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE fund_entry (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  number TEXT CHECK (number IS NULL OR length(number) BETWEEN 1 AND 60),
  insurer_id INTEGER NOT NULL REFERENCES insurer (id),
  entry TEXT NOT NULL CHECK (entry = 'drawn' OR entry = 'spent'),
  amount INTEGER NOT NULL CHECK (amount BETWEEN 0 AND 9007199254740992),
  occurred_on TEXT NOT NULL CHECK (occurred_on IS date(occurred_on)),
  policy_id INTEGER REFERENCES policy (id),
  visit_id INTEGER REFERENCES visit (id),
  item TEXT CHECK (item IS NULL OR length(item) BETWEEN 1 AND 200),
  payee TEXT CHECK (payee IS NULL OR length(payee) BETWEEN 1 AND 100),
  payee_type TEXT CHECK (payee_type = 'service_body' OR payee_type = 'expert' OR payee_type = 'supplier' OR payee_type = 'insurer_own' OR payee_type = 'insured' OR payee_type = 'authority' OR payee_type = 'other'),
  voucher_no TEXT CHECK (voucher_no IS NULL OR length(voucher_no) BETWEEN 1 AND 60),
  occurrence INTEGER CHECK (occurrence BETWEEN 0 AND 10000000),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX fund_entry_key ON fund_entry (insurer_id, entry, occurred_on, amount, occurrence) WHERE deleted_at IS NULL AND occurrence IS NOT NULL;

CREATE INDEX fund_entry_by_policy_id ON fund_entry (policy_id);

CREATE INDEX fund_entry_by_visit_id ON fund_entry (visit_id);

CREATE INDEX fund_entry_by_occurred_on ON fund_entry (occurred_on);

CREATE INDEX fund_entry_by_entry ON fund_entry (entry);

CREATE INDEX fund_entry_by_amount ON fund_entry (amount);

CREATE INDEX fund_entry_by_payee_type ON fund_entry (payee_type);

CREATE VIRTUAL TABLE fund_entry_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE lead (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 60),
  received_on TEXT NOT NULL CHECK (received_on IS date(received_on)),
  channel TEXT CHECK (channel = 'phone' OR channel = 'letter' OR channel = 'visit' OR channel = 'online' OR channel = 'inspection' OR channel = 'evaluation' OR channel = 'transferred' OR channel = 'data'),
  person TEXT CHECK (person IS NULL OR length(person) BETWEEN 1 AND 40),
  phone TEXT CHECK (phone IS NULL OR length(phone) BETWEEN 1 AND 60),
  topic TEXT NOT NULL CHECK (topic = 'charge' OR topic = 'refusal' OR topic = 'sham' OR topic = 'coercion' OR topic = 'underpricing' OR topic = 'rebate' OR topic = 'claims' OR topic = 'uninsured' OR topic = 'employees' OR topic = 'fund' OR topic = 'other'),
  insurer_id INTEGER REFERENCES insurer (id),
  body_id INTEGER REFERENCES service_body (id),
  enterprise_id INTEGER REFERENCES enterprise (id),
  content TEXT NOT NULL CHECK (length(content) BETWEEN 1 AND 4000),
  accepted_on TEXT CHECK (accepted_on IS NULL OR accepted_on IS date(accepted_on)),
  needs_check INTEGER CHECK (needs_check BETWEEN 0 AND 1),
  due_on TEXT CHECK (due_on IS NULL OR due_on IS date(due_on)),
  department_id INTEGER REFERENCES department (id),
  handling TEXT CHECK (handling IS NULL OR length(handling) BETWEEN 1 AND 4000),
  outcome TEXT CHECK (outcome = 'true' OR outcome = 'partly' OR outcome = 'false' OR outcome = 'unclear' OR outcome = 'transferred' OR outcome = 'withdrawn'),
  answered_on TEXT CHECK (answered_on IS NULL OR answered_on IS date(answered_on)),
  transferred_to TEXT CHECK (transferred_to IS NULL OR length(transferred_to) BETWEEN 1 AND 100),
  closed_on TEXT CHECK (closed_on IS NULL OR closed_on IS date(closed_on)),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX lead_key ON lead (number) WHERE deleted_at IS NULL;

CREATE INDEX lead_by_received_on ON lead (received_on);

CREATE INDEX lead_by_insurer_id ON lead (insurer_id);

CREATE INDEX lead_by_body_id ON lead (body_id);

CREATE INDEX lead_by_enterprise_id ON lead (enterprise_id);

CREATE INDEX lead_by_topic ON lead (topic);

CREATE INDEX lead_by_answered_on ON lead (answered_on);

CREATE INDEX lead_by_closed_on ON lead (closed_on);

CREATE VIRTUAL TABLE lead_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE assessment (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 60),
  insurer_id INTEGER NOT NULL REFERENCES insurer (id),
  period_from TEXT NOT NULL CHECK (period_from IS date(period_from)),
  period_to TEXT NOT NULL CHECK (period_to IS date(period_to)),
  assessor TEXT NOT NULL CHECK (length(assessor) BETWEEN 1 AND 100),
  assessed_on TEXT CHECK (assessed_on IS NULL OR assessed_on IS date(assessed_on)),
  total INTEGER CHECK (total BETWEEN 0 AND 100000),
  grade TEXT CHECK (grade = 'excellent' OR grade = 'good' OR grade = 'pass' OR grade = 'fail'),
  conclusion TEXT CHECK (conclusion IS NULL OR length(conclusion) BETWEEN 1 AND 4000),
  problems TEXT CHECK (problems IS NULL OR length(problems) BETWEEN 1 AND 4000),
  published_on TEXT CHECK (published_on IS NULL OR published_on IS date(published_on)),
  published_in TEXT CHECK (published_in IS NULL OR length(published_in) BETWEEN 1 AND 200),
  regulator_on TEXT CHECK (regulator_on IS NULL OR regulator_on IS date(regulator_on)),
  recipients TEXT CHECK (recipients IS NULL OR length(recipients) BETWEEN 1 AND 300),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX assessment_key ON assessment (number) WHERE deleted_at IS NULL;

CREATE INDEX assessment_by_insurer_id ON assessment (insurer_id);

CREATE INDEX assessment_by_assessed_on ON assessment (assessed_on);

CREATE INDEX assessment_by_total ON assessment (total);

CREATE INDEX assessment_by_published_on ON assessment (published_on);

CREATE VIRTUAL TABLE assessment_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE assessment_item (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  assessment_id INTEGER NOT NULL REFERENCES assessment (id),
  position INTEGER CHECK (position BETWEEN 0 AND 1000),
  item TEXT NOT NULL CHECK (length(item) BETWEEN 1 AND 200),
  standard TEXT CHECK (standard IS NULL OR length(standard) BETWEEN 1 AND 1000),
  weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 100000),
  score INTEGER CHECK (score BETWEEN 0 AND 100000),
  remark TEXT CHECK (remark IS NULL OR length(remark) BETWEEN 1 AND 1000),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX assessment_item_key ON assessment_item (assessment_id, item) WHERE deleted_at IS NULL;

CREATE TABLE problem (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 60),
  stage TEXT NOT NULL CHECK (stage = 'self' OR stage = 'stage' OR stage = 'overall' OR stage = 'superior' OR stage = 'bulletin' OR stage = 'other'),
  evaluation TEXT CHECK (evaluation IS NULL OR length(evaluation) BETWEEN 1 AND 120),
  found_on TEXT NOT NULL CHECK (found_on IS date(found_on)),
  description TEXT NOT NULL CHECK (length(description) BETWEEN 1 AND 2000),
  cause TEXT CHECK (cause IS NULL OR length(cause) BETWEEN 1 AND 2000),
  department_id INTEGER REFERENCES department (id),
  person TEXT CHECK (person IS NULL OR length(person) BETWEEN 1 AND 40),
  measure TEXT CHECK (measure IS NULL OR length(measure) BETWEEN 1 AND 2000),
  due_on TEXT CHECK (due_on IS NULL OR due_on IS date(due_on)),
  progress TEXT CHECK (progress IS NULL OR length(progress) BETWEEN 1 AND 2000),
  closed_on TEXT CHECK (closed_on IS NULL OR closed_on IS date(closed_on)),
  proof TEXT CHECK (proof IS NULL OR length(proof) BETWEEN 1 AND 500),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX problem_key ON problem (number) WHERE deleted_at IS NULL;

CREATE INDEX problem_by_due_on ON problem (due_on);

CREATE INDEX problem_by_closed_on ON problem (closed_on);

CREATE INDEX problem_by_department_id ON problem (department_id);

CREATE INDEX problem_by_found_on ON problem (found_on);

CREATE VIRTUAL TABLE problem_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE score_row (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  year INTEGER NOT NULL CHECK (year BETWEEN 0 AND 2199),
  subject_type TEXT NOT NULL CHECK (subject_type = 'department' OR subject_type = 'township'),
  subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 60),
  indicator TEXT NOT NULL CHECK (length(indicator) BETWEEN 1 AND 60),
  as_of TEXT NOT NULL CHECK (as_of IS date(as_of)),
  numerator INTEGER CHECK (numerator BETWEEN 0 AND 1000000000000000),
  denominator INTEGER CHECK (denominator BETWEEN 0 AND 1000000000000000),
  rate INTEGER CHECK (rate BETWEEN 0 AND 1000000000000),
  weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 100000),
  drawn_points INTEGER CHECK (drawn_points BETWEEN 0 AND 100000),
  points INTEGER CHECK (points BETWEEN 0 AND 100000),
  reason TEXT CHECK (reason IS NULL OR length(reason) BETWEEN 1 AND 300),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX score_row_key ON score_row (year, subject_type, subject, indicator) WHERE deleted_at IS NULL;

CREATE INDEX score_row_by_subject ON score_row (subject);

CREATE INDEX score_row_by_indicator ON score_row (indicator);

CREATE INDEX score_row_by_points ON score_row (points);

CREATE VIRTUAL TABLE score_row_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE attachment (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  owner_kind TEXT NOT NULL CHECK (length(owner_kind) BETWEEN 1 AND 40),
  owner_id INTEGER NOT NULL CHECK (owner_id BETWEEN 0 AND 9007199254740992),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  sha256 TEXT NOT NULL CHECK (length(sha256) BETWEEN 1 AND 64),
  size INTEGER NOT NULL CHECK (size BETWEEN 0 AND 9007199254740992),
  media_type TEXT CHECK (media_type IS NULL OR length(media_type) BETWEEN 1 AND 100),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 300),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX attachment_key ON attachment (owner_kind, owner_id, sha256) WHERE deleted_at IS NULL;

CREATE INDEX attachment_by_sha256 ON attachment (sha256);

CREATE INDEX attachment_by_size ON attachment (size);

CREATE INDEX attachment_by_name ON attachment (name);

CREATE VIRTUAL TABLE attachment_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE duplicate_review (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  first_uid TEXT NOT NULL CHECK (length(first_uid) BETWEEN 1 AND 26),
  second_uid TEXT NOT NULL CHECK (length(second_uid) BETWEEN 1 AND 26),
  names TEXT NOT NULL CHECK (length(names) BETWEEN 1 AND 300),
  verdict TEXT NOT NULL CHECK (verdict = 'different' OR verdict = 'merged'),
  reason TEXT CHECK (reason IS NULL OR length(reason) BETWEEN 1 AND 300),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX duplicate_review_key ON duplicate_review (first_uid, second_uid) WHERE deleted_at IS NULL;

CREATE VIRTUAL TABLE duplicate_review_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE finding_note (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  check_name TEXT NOT NULL CHECK (length(check_name) BETWEEN 1 AND 60),
  record_kind TEXT NOT NULL CHECK (length(record_kind) BETWEEN 1 AND 60),
  record_id INTEGER NOT NULL CHECK (record_id BETWEEN 0 AND 9007199254740992),
  basis TEXT CHECK (basis IS NULL OR length(basis) BETWEEN 1 AND 200),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  until TEXT CHECK (until IS NULL OR until IS date(until)),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX finding_note_key ON finding_note (check_name, record_kind, record_id) WHERE deleted_at IS NULL;

CREATE TABLE checklist_template (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 40),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 60),
  scope TEXT NOT NULL CHECK (scope = 'township' OR scope = 'department' OR scope = 'enterprise' OR scope = 'project'),
  basis TEXT CHECK (basis IS NULL OR length(basis) BETWEEN 1 AND 200),
  version INTEGER NOT NULL CHECK (version BETWEEN 0 AND 100000),
  retired INTEGER CHECK (retired BETWEEN 0 AND 1),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX checklist_template_key ON checklist_template (code) WHERE deleted_at IS NULL;

CREATE INDEX checklist_template_by_title ON checklist_template (title);

CREATE INDEX checklist_template_by_scope ON checklist_template (scope);

CREATE VIRTUAL TABLE checklist_template_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE checklist_template_item (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  template_id INTEGER NOT NULL REFERENCES checklist_template (id),
  position INTEGER CHECK (position BETWEEN 0 AND 100000),
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 20),
  section TEXT CHECK (section IS NULL OR length(section) BETWEEN 1 AND 60),
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
  clause TEXT CHECK (clause IS NULL OR length(clause) BETWEEN 1 AND 200),
  certainty TEXT CHECK (certainty = 'S' OR certainty = 'V' OR certainty = 'R' OR certainty = 'O'),
  method TEXT CHECK (method IS NULL OR length(method) BETWEEN 1 AND 200),
  weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 10000),
  figure TEXT CHECK (figure IS NULL OR length(figure) BETWEEN 1 AND 60),
  span TEXT CHECK (span = 'day' OR span = 'period'),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX checklist_template_item_key ON checklist_template_item (template_id, code) WHERE deleted_at IS NULL;

CREATE INDEX checklist_template_item_by_position ON checklist_template_item (position);

CREATE INDEX checklist_template_item_by_code ON checklist_template_item (code);

CREATE VIRTUAL TABLE checklist_template_item_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE checklist (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 40),
  template TEXT NOT NULL CHECK (length(template) BETWEEN 1 AND 60),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 60),
  version TEXT NOT NULL CHECK (length(version) BETWEEN 1 AND 40),
  digest TEXT NOT NULL CHECK (length(digest) BETWEEN 1 AND 64),
  basis TEXT CHECK (basis IS NULL OR length(basis) BETWEEN 1 AND 200),
  scope TEXT NOT NULL CHECK (scope = 'township' OR scope = 'department' OR scope = 'enterprise' OR scope = 'project'),
  township TEXT CHECK (township IS NULL OR length(township) BETWEEN 1 AND 40),
  department_id INTEGER REFERENCES department (id),
  enterprise_id INTEGER REFERENCES enterprise (id),
  object_id INTEGER REFERENCES insured_object (id),
  period_from TEXT NOT NULL CHECK (period_from IS date(period_from)),
  period_to TEXT NOT NULL CHECK (period_to IS date(period_to)),
  checked_on TEXT CHECK (checked_on IS NULL OR checked_on IS date(checked_on)),
  checker TEXT CHECK (checker IS NULL OR length(checker) BETWEEN 1 AND 60),
  present TEXT CHECK (present IS NULL OR length(present) BETWEEN 1 AND 60),
  conclusion TEXT CHECK (conclusion IS NULL OR length(conclusion) BETWEEN 1 AND 2000),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX checklist_key ON checklist (number) WHERE deleted_at IS NULL;

CREATE UNIQUE INDEX checklist_unique ON checklist (template, period_from, period_to, scope, coalesce(township, ''), coalesce(department_id, 0), coalesce(enterprise_id, 0), coalesce(object_id, 0)) WHERE deleted_at IS NULL;

CREATE INDEX checklist_by_title ON checklist (title);

CREATE INDEX checklist_by_scope ON checklist (scope);

CREATE INDEX checklist_by_township ON checklist (township);

CREATE INDEX checklist_by_department_id ON checklist (department_id);

CREATE INDEX checklist_by_enterprise_id ON checklist (enterprise_id);

CREATE INDEX checklist_by_object_id ON checklist (object_id);

CREATE INDEX checklist_by_period_to ON checklist (period_to);

CREATE INDEX checklist_by_checked_on ON checklist (checked_on);

CREATE VIRTUAL TABLE checklist_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE checklist_item (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  checklist_id INTEGER NOT NULL REFERENCES checklist (id),
  position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 100000),
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 20),
  section TEXT CHECK (section IS NULL OR length(section) BETWEEN 1 AND 60),
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
  clause TEXT CHECK (clause IS NULL OR length(clause) BETWEEN 1 AND 200),
  certainty TEXT CHECK (certainty = 'S' OR certainty = 'V' OR certainty = 'R' OR certainty = 'O'),
  method TEXT CHECK (method IS NULL OR length(method) BETWEEN 1 AND 200),
  weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 10000),
  figure TEXT CHECK (figure IS NULL OR length(figure) BETWEEN 1 AND 60),
  span TEXT CHECK (span = 'day' OR span = 'period'),
  answer TEXT CHECK (answer = 'yes' OR answer = 'no' OR answer = 'na'),
  remark TEXT CHECK (remark IS NULL OR length(remark) BETWEEN 1 AND 2000),
  figure_value TEXT CHECK (figure_value IS NULL OR length(figure_value) BETWEEN 1 AND 120),
  figure_kind TEXT CHECK (figure_kind IS NULL OR length(figure_kind) BETWEEN 1 AND 60),
  figure_ids TEXT CHECK (figure_ids IS NULL OR length(figure_ids) BETWEEN 1 AND 1000000),
  base_kind TEXT CHECK (base_kind IS NULL OR length(base_kind) BETWEEN 1 AND 60),
  base_ids TEXT CHECK (base_ids IS NULL OR length(base_ids) BETWEEN 1 AND 1000000),
  figure_on TEXT CHECK (figure_on IS NULL OR figure_on IS date(figure_on)),
  revision INTEGER CHECK (revision BETWEEN 0 AND 9007199254740992),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX checklist_item_key ON checklist_item (checklist_id, code) WHERE deleted_at IS NULL;

CREATE INDEX checklist_item_by_answer ON checklist_item (answer);

CREATE TABLE checklist_evidence (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  checklist_id INTEGER NOT NULL REFERENCES checklist (id),
  item_id INTEGER NOT NULL REFERENCES checklist_item (id),
  record_kind TEXT NOT NULL CHECK (length(record_kind) BETWEEN 1 AND 60),
  record_id INTEGER NOT NULL CHECK (record_id BETWEEN 0 AND 9007199254740992),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 200),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX checklist_evidence_key ON checklist_evidence (item_id, record_kind, record_id) WHERE deleted_at IS NULL;

CREATE INDEX checklist_evidence_by_checklist_id ON checklist_evidence (checklist_id);

CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  as_of TEXT NOT NULL CHECK (as_of IS date(as_of)),
  number TEXT CHECK (number IS NULL OR length(number) BETWEEN 1 AND 60),
  issued_on TEXT CHECK (issued_on IS NULL OR issued_on IS date(issued_on)),
  current INTEGER CHECK (current BETWEEN 0 AND 1000000),
  chapters TEXT CHECK (chapters IS NULL OR length(chapters) BETWEEN 1 AND 2000000),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX document_key ON document (name, as_of) WHERE deleted_at IS NULL;

CREATE INDEX document_by_name ON document (name);

CREATE INDEX document_by_number ON document (number);

CREATE VIRTUAL TABLE document_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE document_version (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  document_id INTEGER NOT NULL REFERENCES document (id),
  version INTEGER NOT NULL CHECK (version BETWEEN 0 AND 1000000),
  format TEXT NOT NULL CHECK (format = 'pdf' OR format = 'docx' OR format = 'xlsx'),
  number TEXT CHECK (number IS NULL OR length(number) BETWEEN 1 AND 60),
  issued_on TEXT CHECK (issued_on IS NULL OR issued_on IS date(issued_on)),
  scope TEXT CHECK (scope IS NULL OR length(scope) BETWEEN 1 AND 300),
  made_by TEXT NOT NULL CHECK (length(made_by) BETWEEN 1 AND 80),
  made_at TEXT NOT NULL CHECK (length(made_at) BETWEEN 1 AND 40),
  file_name TEXT NOT NULL CHECK (length(file_name) BETWEEN 1 AND 300),
  pages INTEGER CHECK (pages BETWEEN 0 AND 10000000),
  size INTEGER CHECK (size BETWEEN 0 AND 9007199254740992),
  sha256 TEXT NOT NULL CHECK (length(sha256) BETWEEN 1 AND 64),
  revision TEXT NOT NULL CHECK (length(revision) BETWEEN 1 AND 120),
  rules TEXT CHECK (rules IS NULL OR length(rules) BETWEEN 1 AND 1000),
  alone INTEGER CHECK (alone BETWEEN 0 AND 1),
  files TEXT CHECK (files IS NULL OR length(files) BETWEEN 1 AND 2000000),
  evidence_sha256 TEXT CHECK (evidence_sha256 IS NULL OR length(evidence_sha256) BETWEEN 1 AND 64),
  content_sha256 TEXT NOT NULL CHECK (length(content_sha256) BETWEEN 1 AND 64),
  content TEXT NOT NULL CHECK (length(content) BETWEEN 1 AND 2000000),
  figures TEXT NOT NULL CHECK (length(figures) BETWEEN 1 AND 2000000),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX document_version_key ON document_version (document_id, version) WHERE deleted_at IS NULL;

CREATE INDEX document_version_by_sha256 ON document_version (sha256);

CREATE TABLE document_paper (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  number TEXT CHECK (number IS NULL OR length(number) BETWEEN 1 AND 60),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  enterprise_id INTEGER REFERENCES enterprise (id),
  addressee TEXT CHECK (addressee IS NULL OR length(addressee) BETWEEN 1 AND 200),
  issued_on TEXT NOT NULL CHECK (issued_on IS date(issued_on)),
  about TEXT CHECK (about IS NULL OR length(about) BETWEEN 1 AND 500),
  served_on TEXT CHECK (served_on IS NULL OR served_on IS date(served_on)),
  recipient TEXT CHECK (recipient IS NULL OR length(recipient) BETWEEN 1 AND 40),
  void_on TEXT CHECK (void_on IS NULL OR void_on IS date(void_on)),
  void_reason TEXT CHECK (void_reason IS NULL OR length(void_reason) BETWEEN 1 AND 200),
  note TEXT CHECK (note IS NULL OR length(note) BETWEEN 1 AND 500),
  series TEXT CHECK (series IS NULL OR length(series) BETWEEN 1 AND 50),
  sequence INTEGER CHECK (sequence BETWEEN 0 AND 10000000),
  document_id INTEGER REFERENCES document (id),
  version_id INTEGER REFERENCES document_version (id),
  sha256 TEXT CHECK (sha256 IS NULL OR length(sha256) BETWEEN 1 AND 64),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX document_paper_key ON document_paper (series, sequence) WHERE deleted_at IS NULL AND series IS NOT NULL AND sequence IS NOT NULL;

CREATE UNIQUE INDEX document_paper_key1 ON document_paper (version_id, enterprise_id) WHERE deleted_at IS NULL AND version_id IS NOT NULL AND enterprise_id IS NOT NULL;

CREATE INDEX document_paper_by_enterprise_id ON document_paper (enterprise_id);

CREATE INDEX document_paper_by_issued_on ON document_paper (issued_on);

CREATE INDEX document_paper_by_number ON document_paper (number);

CREATE INDEX document_paper_by_document_id ON document_paper (document_id);

CREATE VIRTUAL TABLE document_paper_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

