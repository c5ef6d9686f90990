-- Ends task and item: history, decision, counts and audit in one statement.
-- $1 task, $2 person, $3 lease token, $4 disposition, $5 result, $6 actor, $7 event, $8 digest of the body
with task as (
  update bench.tasks t set state = 'completed', lease_token = t.lease_token + 1, lease_until = null, disposition = $4,
    result = $5, completed_at = now(), completed_by = $2, completed_body = $8
  where t.id = $1 and t.assignee = $2 and t.lease_token = $3 and t.state = 'claimed'
  returning t.tenant_id, t.work_item_id, t.id, t.queue_key, t.type, t.key, t.completed_at),
item as (
  update bench.work_items w set seq = w.seq + 3, state = 'closed', outcome = $4, closed_at = now(), open_tasks = 0
  from task where w.tenant_id = task.tenant_id and w.id = task.work_item_id
  returning w.tenant_id, w.id, w.seq, w.reference),
recorded as (
  insert into bench.history (tenant_id, work_item_id, seq, at, kind, actor, task_id, data)
  select item.tenant_id, item.id, item.seq - 3 + h.nth, now(), h.kind, $6, task.id, $7
  from item, task, (values (1, 'task_completed'), (2, 'decision'), (3, 'closed')) h (nth, kind)),
decided as (
  insert into bench.decisions (tenant_id, work_item_id, seq, at, event, document_version, version, matched, plan, errors)
  select tenant_id, id, seq - 1, now(), $7, 1, 1, '[]', '[]', '[]' from item),
counted as (
  insert into bench.queue_deltas (tenant_id, queue_key, state, n) select tenant_id, queue_key, 'claimed', -1 from task),
audited as (
  insert into bench.audit (tenant_id, at, actor, action, object, data)
  select tenant_id, now(), $6, 'task.completed', id::text, $7 from task returning tenant_id, id),
unsealed as (
  insert into bench.audit_unsealed (tenant_id, audit_id) select tenant_id, id from audited)
select task.id, task.type, task.key, task.queue_key, item.reference, task.completed_at
from task, item
