-- The tables of a fresh database, made from the record declarations; a test holds this copy to them.

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE history (
  id INTEGER PRIMARY KEY,
  batch TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  intention TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('create', 'update', 'delete', 'restore')),
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

CREATE TABLE import_mapping (
  fingerprint TEXT PRIMARY KEY,
  mapping TEXT NOT NULL,
  used_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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
  area_code TEXT CHECK (length(area_code) BETWEEN 1 AND 12),
  level TEXT NOT NULL CHECK (level IN ('county', 'city', 'province')),
  city TEXT CHECK (length(city) BETWEEN 1 AND 200),
  province TEXT CHECK (length(province) BETWEEN 1 AND 200),
  committee TEXT CHECK (length(committee) BETWEEN 1 AND 200),
  document_prefix TEXT CHECK (length(document_prefix) BETWEEN 1 AND 200),
  contact TEXT CHECK (length(contact) BETWEEN 1 AND 200),
  phone TEXT CHECK (length(phone) BETWEEN 1 AND 60),
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
  aliases TEXT CHECK (length(aliases) BETWEEN 1 AND 200),
  due_unit TEXT NOT NULL CHECK (due_unit IN ('enterprise', 'project', 'licence', 'vessel')),
  due_from TEXT CHECK (due_from IS date(due_from)),
  due_until TEXT CHECK (due_until IS date(due_until)),
  basis TEXT CHECK (length(basis) BETWEEN 1 AND 200),
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
  aliases TEXT CHECK (length(aliases) BETWEEN 1 AND 200),
  contact TEXT CHECK (length(contact) BETWEEN 1 AND 200),
  phone TEXT CHECK (length(phone) BETWEEN 1 AND 60),
  duty TEXT CHECK (length(duty) BETWEEN 1 AND 500),
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
  scope TEXT CHECK (length(scope) BETWEEN 1 AND 200),
  valid_from TEXT CHECK (valid_from IS date(valid_from)),
  valid_until TEXT CHECK (valid_until IS date(valid_until)),
  lead INTEGER CHECK (lead IN (0, 1)),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX sector_department_key ON sector_department (coalesce(sector_id, 0), coalesce(department_id, 0)) WHERE deleted_at IS NULL;

CREATE TABLE insurer (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  aliases TEXT CHECK (length(aliases) BETWEEN 1 AND 200),
  credit_code TEXT CHECK (length(credit_code) BETWEEN 1 AND 18),
  licence TEXT CHECK (length(licence) BETWEEN 1 AND 200),
  qualified_from TEXT CHECK (qualified_from IS date(qualified_from)),
  qualified_until TEXT CHECK (qualified_until IS date(qualified_until)),
  contact TEXT CHECK (length(contact) BETWEEN 1 AND 200),
  phone TEXT CHECK (length(phone) BETWEEN 1 AND 60),
  note TEXT CHECK (length(note) BETWEEN 1 AND 500),
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
  aliases TEXT CHECK (length(aliases) BETWEEN 1 AND 200),
  type TEXT CHECK (type IN ('third_party', 'insurer')),
  insurer_id INTEGER REFERENCES insurer (id),
  credit_code TEXT CHECK (length(credit_code) BETWEEN 1 AND 18),
  qualification TEXT CHECK (length(qualification) BETWEEN 1 AND 200),
  qualified_from TEXT CHECK (qualified_from IS date(qualified_from)),
  qualified_until TEXT CHECK (qualified_until IS date(qualified_until)),
  contact TEXT CHECK (length(contact) BETWEEN 1 AND 200),
  phone TEXT CHECK (length(phone) BETWEEN 1 AND 60),
  note TEXT CHECK (length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX service_body_key ON service_body (name) WHERE deleted_at IS NULL;

CREATE VIRTUAL TABLE service_body_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE enterprise (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  credit_code TEXT CHECK (length(credit_code) BETWEEN 1 AND 18),
  no_code_reason TEXT CHECK (length(no_code_reason) BETWEEN 1 AND 100),
  sector_id INTEGER NOT NULL REFERENCES sector (id),
  subsector TEXT CHECK (length(subsector) BETWEEN 1 AND 60),
  department_id INTEGER REFERENCES department (id),
  township TEXT CHECK (length(township) BETWEEN 1 AND 40),
  address TEXT CHECK (length(address) BETWEEN 1 AND 200),
  legal_person TEXT CHECK (length(legal_person) BETWEEN 1 AND 40),
  principal TEXT CHECK (length(principal) BETWEEN 1 AND 40),
  phone TEXT CHECK (length(phone) BETWEEN 1 AND 60),
  safety_officer TEXT CHECK (length(safety_officer) BETWEEN 1 AND 40),
  safety_phone TEXT CHECK (length(safety_phone) BETWEEN 1 AND 60),
  headcount INTEGER CHECK (headcount BETWEEN 0 AND 10000000),
  status TEXT CHECK (status IN ('active', 'stopped', 'closed', 'finished')),
  status_on TEXT CHECK (status_on IS date(status_on)),
  status_proof TEXT CHECK (length(status_proof) BETWEEN 1 AND 200),
  risk_level TEXT CHECK (risk_level IN ('high', 'medium', 'low')),
  scale TEXT CHECK (scale IN ('large', 'medium', 'small', 'micro')),
  permit TEXT CHECK (length(permit) BETWEEN 1 AND 60),
  permit_until TEXT CHECK (permit_until IS date(permit_until)),
  revenue INTEGER CHECK (revenue BETWEEN 0 AND 9007199254740992),
  note TEXT CHECK (length(note) BETWEEN 1 AND 1000),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX enterprise_key ON enterprise (credit_code) WHERE deleted_at IS NULL;

CREATE UNIQUE INDEX enterprise_key1 ON enterprise (name, township) WHERE deleted_at IS NULL AND credit_code IS NULL;

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

CREATE VIRTUAL TABLE enterprise_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE insured_object (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  enterprise_id INTEGER NOT NULL REFERENCES enterprise (id),
  type TEXT NOT NULL CHECK (type IN ('enterprise', 'project', 'licence', 'vessel')),
  code TEXT CHECK (length(code) BETWEEN 1 AND 60),
  name TEXT CHECK (length(name) BETWEEN 1 AND 120),
  sector_id INTEGER REFERENCES sector (id),
  township TEXT CHECK (length(township) BETWEEN 1 AND 40),
  cost INTEGER CHECK (cost BETWEEN 0 AND 9007199254740992),
  start_on TEXT CHECK (start_on IS date(start_on)),
  end_on TEXT CHECK (end_on IS date(end_on)),
  headcount INTEGER CHECK (headcount BETWEEN 0 AND 10000000),
  status TEXT CHECK (status IN ('active', 'stopped', 'closed', 'finished')),
  status_on TEXT CHECK (status_on IS date(status_on)),
  status_proof TEXT CHECK (length(status_proof) BETWEEN 1 AND 200),
  note TEXT CHECK (length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX insured_object_key ON insured_object (type, code) WHERE deleted_at IS NULL;

CREATE UNIQUE INDEX insured_object_unique ON insured_object (enterprise_id) WHERE type = 'enterprise' AND deleted_at IS NULL;

CREATE INDEX insured_object_by_enterprise_id ON insured_object (enterprise_id);

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
  limit_person INTEGER CHECK (limit_person BETWEEN 0 AND 9007199254740992),
  limit_total INTEGER CHECK (limit_total BETWEEN 0 AND 9007199254740992),
  premium INTEGER CHECK (premium BETWEEN 0 AND 9007199254740992),
  premium_received INTEGER CHECK (premium_received BETWEEN 0 AND 9007199254740992),
  premium_source TEXT CHECK (premium_source IN ('safety_fund', 'own_cost', 'employees', 'other')),
  commission INTEGER CHECK (commission BETWEEN 0 AND 10000),
  promised_visits INTEGER CHECK (promised_visits BETWEEN 0 AND 1000),
  ended_on TEXT CHECK (ended_on IS date(ended_on)),
  end_reason TEXT CHECK (length(end_reason) BETWEEN 1 AND 100),
  product TEXT CHECK (length(product) BETWEEN 1 AND 60),
  renews_id INTEGER REFERENCES policy (id),
  note TEXT CHECK (length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX policy_key ON policy (number, coalesce(object_id, 0)) WHERE deleted_at IS NULL;

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
  note TEXT CHECK (length(note) BETWEEN 1 AND 300),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX promised_service_key ON promised_service (coalesce(policy_id, 0), item) WHERE deleted_at IS NULL;

CREATE INDEX promised_service_by_policy_id ON promised_service (policy_id);

CREATE TABLE visit (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  number TEXT CHECK (length(number) BETWEEN 1 AND 60),
  policy_id INTEGER NOT NULL REFERENCES policy (id),
  visited_on TEXT NOT NULL CHECK (visited_on IS date(visited_on)),
  item TEXT CHECK (length(item) BETWEEN 1 AND 200),
  body_id INTEGER REFERENCES service_body (id),
  staff TEXT CHECK (length(staff) BETWEEN 1 AND 200),
  place TEXT CHECK (length(place) BETWEEN 1 AND 200),
  process TEXT CHECK (length(process) BETWEEN 1 AND 4000),
  measures TEXT CHECK (length(measures) BETWEEN 1 AND 4000),
  people INTEGER CHECK (people BETWEEN 0 AND 10000000),
  confirmed INTEGER CHECK (confirmed IN (0, 1)),
  returned INTEGER CHECK (returned IN (0, 1)),
  note TEXT CHECK (length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX visit_key ON visit (number) WHERE deleted_at IS NULL;

CREATE UNIQUE INDEX visit_key1 ON visit (policy_id, visited_on, item, staff) WHERE deleted_at IS NULL AND number IS NULL;

CREATE INDEX visit_by_policy_id ON visit (policy_id, visited_on, confirmed);

CREATE INDEX visit_by_visited_on ON visit (visited_on);

CREATE INDEX visit_by_body_id ON visit (body_id);

CREATE INDEX visit_by_item ON visit (item);

CREATE INDEX visit_by_staff ON visit (staff);

CREATE INDEX visit_by_confirmed ON visit (confirmed);

CREATE INDEX visit_by_number ON visit (number);

CREATE VIRTUAL TABLE visit_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE hazard (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  visit_id INTEGER NOT NULL REFERENCES visit (id),
  description TEXT NOT NULL CHECK (length(description) BETWEEN 1 AND 2000),
  level TEXT NOT NULL CHECK (level IN ('general', 'major')),
  found_on TEXT CHECK (found_on IS date(found_on)),
  due_on TEXT CHECK (due_on IS date(due_on)),
  rectified_on TEXT CHECK (rectified_on IS date(rectified_on)),
  measure TEXT CHECK (length(measure) BETWEEN 1 AND 2000),
  verified_on TEXT CHECK (verified_on IS date(verified_on)),
  occurrence INTEGER CHECK (occurrence BETWEEN 0 AND 10000000),
  note TEXT CHECK (length(note) BETWEEN 1 AND 500),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  deleted_reason TEXT
) STRICT;

CREATE UNIQUE INDEX hazard_key ON hazard (coalesce(visit_id, 0), description, occurrence) WHERE deleted_at IS NULL;

CREATE INDEX hazard_by_visit_id ON hazard (visit_id);

CREATE INDEX hazard_by_level ON hazard (level);

CREATE INDEX hazard_by_due_on ON hazard (due_on);

CREATE INDEX hazard_by_rectified_on ON hazard (rectified_on);

CREATE INDEX hazard_by_found_on ON hazard (found_on);

CREATE INDEX hazard_by_description ON hazard (description);

CREATE VIRTUAL TABLE hazard_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full');

CREATE TABLE claim (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26),
  number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 60),
  policy_id INTEGER NOT NULL REFERENCES policy (id),
  happened_on TEXT CHECK (happened_on IS date(happened_on)),
  reported_on TEXT CHECK (reported_on IS date(reported_on)),
  accident TEXT CHECK (length(accident) BETWEEN 1 AND 4000),
  deaths INTEGER CHECK (deaths BETWEEN 0 AND 10000),
  injuries INTEGER CHECK (injuries BETWEEN 0 AND 10000),
  prepaid INTEGER CHECK (prepaid BETWEEN 0 AND 9007199254740992),
  prepaid_on TEXT CHECK (prepaid_on IS date(prepaid_on)),
  settled INTEGER CHECK (settled BETWEEN 0 AND 9007199254740992),
  settled_on TEXT CHECK (settled_on IS date(settled_on)),
  note TEXT CHECK (length(note) BETWEEN 1 AND 500),
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

