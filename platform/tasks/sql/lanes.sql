-- weight: the tenant's share of a fair desk; null where the desk is not fair
create type bpo_code.lane_row as (id bigint, tenant_id uuid, queue_key text, weight bigint);

-- The lane of what a task demands, made when it is new. Whoever makes one takes the tenant's row first, so that two
-- transactions that make several cannot wait for each other; people then look for their lanes again.
create function bpo_code.lane(p_tenant uuid, p_queue text, p_skills text[], p_levels int[], p_reserved_for uuid)
returns bigint language plpgsql as $$
declare
  v_lane bigint;
begin
  select id into v_lane from lanes
  where tenant_id = p_tenant and queue_key = p_queue and skills = p_skills and levels = p_levels
    and reserved_for is not distinct from p_reserved_for;
  if v_lane is null then
    update tenants set lanes_version = lanes_version + 1 where id = p_tenant;
    insert into lanes (tenant_id, queue_key, skills, levels, reserved_for)
    values (p_tenant, p_queue, p_skills, p_levels, p_reserved_for)
    on conflict (tenant_id, queue_key, skills, levels, reserved_for) do update set queue_key = excluded.queue_key
    returning id into v_lane;
  end if;
  return v_lane;
end $$;

-- The lanes that the person behind a key serves, under the version that every claim is held against: of active tenants, of the
-- queues named in their record (null: all), reserved for nobody else, with every skill of the task and, as it is now, of its
-- queue. The version is read first: what is looked up after it is no older.
create function bpo_code.lanes_of(p_digest bytea, p_now timestamptz)
returns table (version bigint, tenants uuid[], lanes bpo_code.lane_row[]) language plpgsql as $$
declare
  v_person record;
begin
  select * into v_person from bpo_code.person_of(p_digest, p_now);
  if not found then return; end if;
  perform bpo_code.bind(v_person.tenants);
  return query select v_person.version, v_person.tenants, array(
    select (l.id, l.tenant_id, l.queue_key, case when d.is_fair then coalesce((d.weights ->> t.slug)::bigint, t.weight) end
           )::bpo_code.lane_row
    from users u
    join lanes l on (u.queues is null or l.queue_key = any (u.queues)) and (l.reserved_for is null or l.reserved_for = u.id)
    join queues q on q.tenant_id = l.tenant_id and q.key = l.queue_key
    join tenants t on t.id = l.tenant_id and t.state = 'active'
    left join desks d on d.key = l.queue_key
    where u.id = v_person.user_id
      and not exists (select from unnest(l.skills, l.levels) d (skill, level)
                      where coalesce((u.skills ->> d.skill)::int, 0) < d.level)
      and not exists (select from json_each_text(q.skills) d (skill, level)
                      where coalesce((u.skills ->> d.skill)::int, 0) < d.level::int));
end $$;
