-- All rows of the drawn items, as the product would have written them before anything was published: nothing matched.
insert into work_items (tenant_id, id, type, reference, state, outcome, facts, seq, open_tasks, by_hand, received_at, promised_at,
                        closed_at, cancelled_at)
select tenant_id, item, type, reference, item_state, outcome,
       case when run is null then '{}' else json_build_object(automation, result) end, seq, (item_state = 'open')::int, task_state = 'completed', at, at + interval '5 days', ended_at,
       case when item_state = 'cancelled' then ended_at end
from drawn;

insert into documents (tenant_id, work_item_id, version, document) select tenant_id, item, 1, document from drawn;

insert into item_words (tenant_id, word, work_item_id) select tenant_id, unnest(words), item from drawn order by 1, 2, 3;

insert into tasks (tenant_id, id, work_item_id, type, type_version, key, queue_key, lane_id, skills, levels, state, priority,
                   rank, ready_at, due_at, created_at, lease_token, lease_until, assignee, claimed_at, pend_reason, pend_until,
                   pended_at, disposition, result, completed_at, completed_by)
select tenant_id, task, item, task_type, type_version, task_type, queue_key, lane_id, '{}', '{}', task_state, priority,
       coalesce(due_at, at + interval '24 hours') - (priority - 50) * interval '30 minutes', at, due_at, at,
       case task_state when 'ready' then 0 when 'claimed' then 1 when 'cancelled' then 1 else 2 end,
       case when task_state = 'claimed' then now() + interval '23 hours' end, person, claimed_at,
       case when task_state = 'pended' then 'documents' end, pend_until, case when task_state = 'pended' then claimed_at end,
       disposition, case when task_state = 'completed' then '{}' end::json, case when task_state = 'completed' then ended_at end,
       case when task_state = 'completed' then person end
from drawn where task is not null;

insert into ready_tasks (lane_id, rank, created_at, task_id, tenant_id, work_item_id)
select lane_id, coalesce(due_at, at + interval '24 hours') - (priority - 50) * interval '30 minutes', at, task, tenant_id, item
from drawn where task_state = 'ready';

insert into timers (tenant_id, id, work_item_id, kind, name, task_id, due_at)
select tenant_id, uuidv7(), item, 'pend', task_type, task, pend_until from drawn where task_state = 'pended';

insert into runs (tenant_id, id, work_item_id, automation, key, input, state, attempt, deadline, queued_at, started_at,
                  finished_at, result)
select tenant_id, run, item, automation, automation, '{}', 'succeeded', 1, at + interval '1 minute', at, at, ended_at, result
from drawn where run is not null;

insert into stock_outs (tenant_id, id, at, sku, asked, short, work_item_id, run_id)
select tenant_id, uuidv7(ended_at - now()), ended_at, 'filled', 3, 3, item, run from drawn where automation = 'reserve_stock';

insert into history (tenant_id, work_item_id, seq, at, kind, actor, task_id, run_id, data)
select d.tenant_id, d.item, s.seq, case s.moment when 'at' then d.at when 'claimed_at' then d.claimed_at else d.ended_at end,
       s.kind,
       case s.actor when 'client' then d.client when 'person' then json_build_object('role', u.role, 'id', u.id, 'name', u.name)
                    else '{"role": "system"}' end,
       case when s.kind like 'task%' then d.task end, case when s.kind like 'automation%' then d.run end,
       case s.kind
         when 'decision' then json_build_object(
           'event', case when s.moment = 'at' then 'received' else d.last_event end, 'version', null, 'matched', '[]'::json,
           'errors', '[]'::json)
         when 'task_created' then json_build_object(
           'type', d.task_type, 'queue', d.queue_key, 'priority', d.priority, 'note', null)
         when 'task_pended' then '{"reason": "documents"}'
         when 'task_completed' then json_build_object('disposition', d.disposition, 'result', '{}'::json, 'note', null)
         when 'automation_started' then '{"attempt": 1}'
         when 'automation_finished' then json_build_object('automation', d.automation, 'result', d.result, 'attempt', 1)
         when 'closed' then json_build_object('outcome', d.outcome)
         else '{}' end
from drawn d join steps s using (task_state) left join users u on u.id = d.person;

insert into decisions (tenant_id, work_item_id, seq, at, event, document_version, matched, plan, errors)
select d.tenant_id, d.item, s.seq, e.at, json_build_object('name', e.name, 'at', e.at), 1, '[]', '[]', '[]'
from drawn d join steps s using (task_state)
cross join lateral (select case when s.moment = 'at' then d.at else d.ended_at end at,
                           case when s.moment = 'at' then 'received' else d.last_event end as name) e
where s.kind = 'decision';

insert into audit (tenant_id, id, at, actor, action, object, data)
select tenant_id, uuidv7(at - now()), at, client, 'work_item.received', item::text,
       json_build_object('type', type, 'reference', reference)
from drawn;

insert into webhook_deliveries (tenant_id, id, webhook_id, subject_id, seq, type, body, document_version, created_at, state,
                                attempts, first_tried_at, last_status, delivered_at)
select d.tenant_id, uuidv7(d.at - now()), w.id, d.item, 1, 'work_item.received', '{}', 1, d.at, 'delivered', 1, d.at, 200, d.at
from drawn d join webhooks w on w.tenant_id = d.tenant_id and w.retired_at is null;

insert into queue_counts as c (tenant_id, queue_key, state, n)
select tenant_id, queue_key, task_state, count(*) from drawn where task_state in ('ready', 'claimed', 'pended') group by 1, 2, 3
on conflict (tenant_id, queue_key, state) do update set n = c.n + excluded.n;

truncate drawn;
