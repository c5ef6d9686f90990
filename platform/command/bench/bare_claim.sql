-- The head of the best lane: task, item, history and counts in one statement. $1 person, $2 lanes, $3 actor
with lane as (
  select h.lane_id from unnest($2::bigint[]) l (id) cross join lateral (
    select r.lane_id, r.rank, r.created_at, r.task_id from bench.ready_tasks r
    where r.lane_id = l.id order by r.rank, r.created_at, r.task_id limit 1) h
  order by h.rank, h.created_at, h.task_id limit 1),
taken as (
  delete from bench.ready_tasks r using (
    select f.lane_id, f.rank, f.created_at, f.task_id from bench.ready_tasks f
    where f.lane_id = (select lane_id from lane)
    order by f.rank, f.created_at, f.task_id limit 1 for update skip locked) first
  where (r.lane_id, r.rank, r.created_at, r.task_id) = (first.lane_id, first.rank, first.created_at, first.task_id)
  returning r.tenant_id, r.work_item_id, r.task_id),
task as (
  update bench.tasks t set state = 'claimed', lease_token = t.lease_token + 1, assignee = $1, claimed_at = now(),
    lease_until = now() + interval '15 minutes'
  from taken where t.tenant_id = taken.tenant_id and t.id = taken.task_id
  returning t.id, t.type, t.key, t.queue_key, t.priority, t.due_at, t.lease_token, t.lease_until),
item as (
  update bench.work_items w set seq = w.seq + 1
  from taken where w.tenant_id = taken.tenant_id and w.id = taken.work_item_id
  returning w.tenant_id, w.id, w.reference, w.seq),
recorded as (
  insert into bench.history (tenant_id, work_item_id, seq, at, kind, actor, task_id)
  select item.tenant_id, item.id, item.seq, now(), 'task_claimed', $3, task.id from item, task),
counted as (
  insert into bench.queue_deltas (tenant_id, queue_key, state, n)
  select item.tenant_id, task.queue_key, d.state, d.n from item, task, (values ('ready', -1), ('claimed', 1)) d (state, n))
select task.id, task.type, task.key, task.queue_key, task.priority, task.due_at, task.lease_token, task.lease_until,
       item.reference, d.document
from task, item join bench.documents d on d.tenant_id = item.tenant_id and d.work_item_id = item.id and d.version = 1
