-- What items may come as: every active tenant's work types, by its task types and queues, with the people who serve each queue;
-- one that nobody serves is left alone. Owner's session, bound to all tenants.
create temp table people as
select q.tenant_id, q.key queue_key, array_agg(u.id order by u.id) ids
from queues q
join memberships m on m.tenant_id = q.tenant_id
join users u on u.id = m.user_id and u.role = 'operator' and u.active and (u.queues is null or q.key = any (u.queues))
where not exists (select from json_each_text(q.skills) d (skill, level) where coalesce((u.skills ->> d.skill)::int, 0) < d.level::int)
group by q.tenant_id, q.key;

insert into lanes (tenant_id, queue_key, skills, levels)
select tenant_id, key, '{}', '{}' from queues where retired_at is null order by tenant_id, key
on conflict do nothing;
update tenants set lanes_version = lanes_version + 1 where state = 'active';

create temp table places as
select row_number() over (order by t.slug, md5(w.key || k.key || q.key)) - 1 slot, t.id tenant_id, w.key type,
       k.key task_type, k.version type_version, v.dispositions, q.key queue_key, l.id lane_id, p.ids people
from tenants t
join work_types w on w.tenant_id = t.id and w.retired_at is null
join task_types k on k.tenant_id = t.id and k.retired_at is null and k.key not in ('unrouted', 'exception')
join task_type_versions v on v.tenant_id = t.id and v.key = k.key and v.version = k.version
join queues q on q.tenant_id = t.id and q.retired_at is null and q.key not in ('unrouted', 'exceptions')
join people p on p.tenant_id = t.id and p.queue_key = q.key
join lanes l on l.tenant_id = t.id and l.queue_key = q.key and l.skills = '{}' and l.levels = '{}'
  and l.reserved_for is null
where t.state = 'active';
create unique index on places (slot);
analyze places;

create temp table samples (type text, nth bigint, document json, words text[]);

create temp table drawn (
  tenant_id uuid, item uuid, task uuid, run uuid, type text, reference text, document json, words text[], client json,
  task_type text, type_version bigint, queue_key text, lane_id bigint, priority bigint, automation text, result json,
  item_state text, task_state text, outcome text, seq bigint, person uuid, disposition text, last_event text,
  at timestamptz, due_at timestamptz, claimed_at timestamptz, ended_at timestamptz, pend_until timestamptz);

-- The history of an item by what became of its task ('none': it went straight through): who did it, at which of its times.
create temp table steps as
select * from (values
  ('ready', 1, 'received', 'client', 'at'), ('ready', 2, 'decision', 'system', 'at'), ('ready', 3, 'task_created', 'system', 'at'),
  ('claimed', 4, 'task_claimed', 'person', 'claimed_at'), ('pended', 5, 'task_pended', 'person', 'claimed_at'),
  ('completed', 5, 'task_completed', 'person', 'ended_at'), ('completed', 6, 'decision', 'system', 'ended_at'),
  ('completed', 7, 'closed', 'system', 'ended_at'),
  ('cancelled', 4, 'cancelled', 'client', 'ended_at'), ('cancelled', 5, 'task_cancelled', 'system', 'ended_at'),
  ('cancelled', 6, 'decision', 'system', 'ended_at'),
  ('none', 1, 'received', 'client', 'at'), ('none', 2, 'decision', 'system', 'at'),
  ('none', 3, 'automation_started', 'system', 'at'), ('none', 4, 'automation_finished', 'system', 'ended_at'),
  ('none', 5, 'decision', 'system', 'ended_at'), ('none', 6, 'closed', 'system', 'ended_at'))
  s (task_state, seq, kind, actor, moment);
insert into steps
select later.task_state, s.seq, s.kind, s.actor, s.moment
from steps s join (values ('ready', 'claimed'), ('ready', 'cancelled'), ('ready', 'pended'), ('claimed', 'pended'),
                          ('ready', 'completed'), ('claimed', 'completed')) later (before, task_state)
  on later.before = s.task_state;
