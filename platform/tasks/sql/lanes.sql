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

-- The lanes that a person serves: of active tenants, of the queues named in their record (null: all), reserved for nobody else,
-- with every skill of the task and, as it is now, of its queue.
create function bpo_code.lanes_of(p_tenants uuid[], p_user uuid, p_skills jsonb, p_queues text[])
returns table (lane_id bigint, tenant_id uuid, queue_key text) language plpgsql as $$
begin
  perform bpo_code.bind(p_tenants);
  return query
    select l.id, l.tenant_id, l.queue_key
    from lanes l
    join queues q on q.tenant_id = l.tenant_id and q.key = l.queue_key
    join tenants t on t.id = l.tenant_id and t.state = 'active'
    where (p_queues is null or l.queue_key = any (p_queues)) and (l.reserved_for is null or l.reserved_for = p_user)
      and not exists (select from unnest(l.skills, l.levels) d (skill, level)
                      where coalesce((p_skills ->> d.skill)::int, 0) < d.level)
      and not exists (select from json_each_text(q.skills) d (skill, level)
                      where coalesce((p_skills ->> d.skill)::int, 0) < d.level::int);
end $$;
