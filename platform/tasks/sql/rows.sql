-- What goes between the core and the database, field for field as the structs in tasks.case; arrays of them are steps of an item.
create type bpo_code.item_row as (
  state text, outcome text, document_version bigint, ruleset_version bigint, priority bigint, facts json, signals json,
  open_tasks int, open_runs int, open_timers int, by_hand boolean, promised_at timestamptz, closed_at timestamptz, cancelled_at timestamptz);

create type bpo_code.task_row as (
  id uuid, type text, type_version bigint, key text, queue_key text, skills text[], levels int[], reserved_for uuid,
  state text, priority bigint, rank timestamptz, ready_at timestamptz, due_at timestamptz, created_at timestamptz,
  not_by text, barred uuid[], weight numeric, warn text, note text, about json, draft json, lease_token bigint, lease_until timestamptz,
  assignee uuid, claimed_at timestamptz, pend_reason text, pend_until timestamptz, pended_at timestamptz,
  disposition text, result json, completed_at timestamptz, completed_by uuid, completed_body bytea);

create type bpo_code.run_row as (
  id uuid, automation text, key text, input json, state text, attempt bigint, tried_before bigint, deadline timestamptz, queued_at timestamptz,
  started_at timestamptz, finished_at timestamptz, result json, error text);

create type bpo_code.timer_row as (id uuid, kind text, name text, task_id uuid, due_at timestamptz);

create type bpo_code.history_row as (kind text, actor json, task_id uuid, run_id uuid, data json);

-- nth: which of the step's history rows this decision belongs to, from 1
create type bpo_code.decision_row as (
  nth int, event json, document_version bigint, version bigint, matched json, plan json, errors json);

create type bpo_code.fingerprint_row as (set_id uuid, digest bytea);

-- The item gets a key in a pattern, or loses it.
create type bpo_code.correlation_row as (pattern_id uuid, key bytea, is_gone boolean);

-- is_due: a message asks for it at once; else it is due at next_at.
create type bpo_code.look_row as (id uuid, pattern_id uuid, cause text, next_at timestamptz, is_due boolean);

-- document: the newest version of it, where the step made one
create type bpo_code.step as (
  item bpo_code.item_row, document json, history bpo_code.history_row[], decisions bpo_code.decision_row[],
  tasks_opened bpo_code.task_row[], tasks_changed bpo_code.task_row[],
  runs_started bpo_code.run_row[], runs_changed bpo_code.run_row[],
  timers_set bpo_code.timer_row[], timers_ended uuid[], audit bpo_code.audit_row[],
  correlations bpo_code.correlation_row[], looks bpo_code.look_row[]);

-- A step of an item that was at seq, taken at this time.
create type bpo_code.item_step as (item uuid, seq bigint, at timestamptz, step bpo_code.step);

-- step: its first one
create type bpo_code.new_item as (
  id uuid, type text, reference text, document json, fingerprints bpo_code.fingerprint_row[], at timestamptz, step bpo_code.step);

-- An item as somebody asked for it, under the Idempotency-Key (if key is not null) that is to be answered so from now on.
create type bpo_code.submission as (item bpo_code.new_item, owner uuid, path text, key text, body bytea, answer text);
