-- What a step tells patterns: the keys that the item has in them, and that they are to be looked at with it.
create function bpo_code.correlate(
  p_tenant uuid, p_item uuid, p_correlations bpo_code.correlation_row[], p_looks bpo_code.look_row[], p_now timestamptz)
returns void language plpgsql as $$
declare
  v_received_at timestamptz := (select w.received_at from work_items w where w.tenant_id = p_tenant and w.id = p_item);
begin
  delete from correlations c using unnest(p_correlations) n
  where n.is_gone and (c.tenant_id, c.pattern_id, c.key, c.received_at, c.work_item_id)
                      = (p_tenant, n.pattern_id, n.key, v_received_at, p_item);
  insert into correlations as c (tenant_id, pattern_id, key, received_at, work_item_id, changed_at)
  select p_tenant, n.pattern_id, n.key, v_received_at, p_item, p_now from unnest(p_correlations) n where not n.is_gone
  on conflict (tenant_id, pattern_id, key, received_at, work_item_id) do update set changed_at = excluded.changed_at;
  insert into looks (tenant_id, id, pattern_id, work_item_id, cause, next_at)
  select p_tenant, n.id, n.pattern_id, p_item, n.cause, n.next_at from unnest(p_looks) n;
  insert into outbox (tenant_id, actor, payload)
  select p_tenant, 'look', json_build_object('tenant', p_tenant, 'look', n.id) from unnest(p_looks) n where n.is_due;
end $$;

-- Begins the next attempt of a look; nothing when it was done, its pattern is no longer in force, the tenant is suspended (then
-- it waits), or the past is not yet gone through (then it is asked for when that is done).
create function bpo_code.begin_look(p_tenant uuid, p_look uuid, p_limit interval, p_now timestamptz)
returns table (pattern_id uuid, work_item_id uuid, cause text, attempt bigint, config_version bigint) language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(array[p_tenant]);
  delete from looks l using patterns p
  where l.tenant_id = p_tenant and l.id = p_look and p.tenant_id = p_tenant and p.id = l.pattern_id
    and p.state in ('retiring', 'retired');
  return query
    update looks l set attempts = l.attempts + 1, next_at = p_now + p_limit
    from patterns p, tenants t
    where l.tenant_id = p_tenant and l.id = p_look and p.tenant_id = p_tenant and p.id = l.pattern_id
      and p.state = 'in_force' and p.backfill <> 'correlating' and t.id = p_tenant and t.state = 'active'
    returning l.pattern_id, l.work_item_id, l.cause, l.attempts, t.config_version;
end $$;

create function bpo_code.end_look(p_tenant uuid, p_look uuid) returns boolean language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  delete from looks where tenant_id = p_tenant and id = p_look;
  return found;
end $$;

create function bpo_code.put_off_look(p_tenant uuid, p_look uuid, p_next_at timestamptz) returns void language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  update looks set next_at = p_next_at where tenant_id = p_tenant and id = p_look;
end $$;

-- An item as patterns see it. changed_at: when it last became another to the pattern.
create type bpo_code.seen_row as (
  id uuid, type text, reference text, received_at timestamptz, changed_at timestamptz, priority bigint, cancelled_at timestamptz,
  facts json, document json);

create function bpo_code.seen_of(p_tenant uuid, p_items uuid[]) returns setof bpo_code.seen_row language sql stable as $$
  select w.id, w.type, w.reference, w.received_at, w.received_at, w.priority, w.cancelled_at, w.facts, d.document
  from work_items w
  join documents d on d.tenant_id = w.tenant_id and d.work_item_id = w.id and d.version = w.document_version
  where w.tenant_id = p_tenant and w.id = any (p_items)
$$;

create function bpo_code.seen_items(p_tenant uuid, p_items uuid[]) returns setof bpo_code.seen_row language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  return query select * from bpo_code.seen_of(p_tenant, p_items);
end $$;

-- The items of a key from p_since to p_until, not cancelled, the newest first, a page of them from before p_before and its item
-- on. By the primary key of correlations, read backwards.
create function bpo_code.items_of_key(
  p_tenant uuid, p_pattern uuid, p_key bytea, p_since timestamptz, p_until timestamptz, p_item uuid, p_limit int)
returns setof bpo_code.seen_row language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  return query
    select w.id, w.type, w.reference, w.received_at, c.changed_at, w.priority, w.cancelled_at, w.facts, d.document
    from (select c.received_at, c.work_item_id, c.changed_at from correlations c
          where c.tenant_id = p_tenant and c.pattern_id = p_pattern and c.key = p_key and c.received_at >= p_since
            and (c.received_at, c.work_item_id) < (p_until, p_item)
          order by c.received_at desc, c.work_item_id desc limit p_limit) c
    join work_items w on w.tenant_id = p_tenant and w.id = c.work_item_id
    join documents d on d.tenant_id = p_tenant and d.work_item_id = w.id and d.version = w.document_version
    order by c.received_at desc, c.work_item_id desc;
end $$;

-- Which of these sets a pattern has raised its signals for.
create function bpo_code.raised_of(p_tenant uuid, p_pattern uuid, p_digests bytea[]) returns setof bytea language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  return query select r.digest from raised_sets r
    where r.tenant_id = p_tenant and r.pattern_id = p_pattern and r.digest = any (p_digests);
end $$;

-- True for the one transaction that raises a set's signals; called with the lock of the item that they go to.
create function bpo_code.raise_set(
  p_tenant uuid, p_pattern uuid, p_digest bytea, p_item uuid, p_items uuid[], p_now timestamptz)
returns boolean language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  insert into raised_sets (tenant_id, pattern_id, digest, work_item_id, items, raised_at)
  values (p_tenant, p_pattern, p_digest, p_item, p_items, p_now) on conflict do nothing;
  return found;
end $$;

-- The latest warning of each kind; one that was said less than p_pause ago is not said again.
create function bpo_code.warn_of_pattern(
  p_tenant uuid, p_pattern uuid, p_kind text, p_warning json, p_pause interval, p_now timestamptz)
returns void language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  update patterns set warnings = (warnings::jsonb || jsonb_build_object(p_kind, p_warning))::json
  where tenant_id = p_tenant and id = p_pattern
    and coalesce((warnings -> p_kind ->> 'at')::timestamptz < p_now - p_pause, true);
end $$;

-- Looks whose time has come, or that nobody has done, are asked for (again).
create function bpo_code.send_looks(p_tenant uuid, p_looks uuid[], p_patience interval, p_now timestamptz)
returns bigint language plpgsql as $$
declare
  v_sent bigint;
begin
  perform bpo_code.bind(array[p_tenant]);
  with due as (
    update looks set next_at = p_now + p_patience
    where tenant_id = p_tenant and id = any (p_looks) and next_at <= p_now returning id),
  sent as (
    insert into outbox (tenant_id, actor, payload)
    select p_tenant, 'look', json_build_object('tenant', p_tenant, 'look', id) from due returning 1)
  select count(*) into v_sent from sent;
  return v_sent;
end $$;

-- Transactions of the app that are open now; when none of them is any longer, all that began before have ended.
create function bpo_code.open_transactions() returns setof text language sql volatile as $$
  select l.virtualtransaction from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'virtualxid' and a.datname = current_database() and a.usename = 'bpo_app' and l.pid <> pg_backend_pid()
$$;

-- The next page of the items of some types that were received after the time of p_after, in order of id.
create function bpo_code.items_after(p_tenant uuid, p_types text[], p_after uuid, p_limit int)
returns setof bpo_code.seen_row language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  return query
    select w.id, w.type, w.reference, w.received_at, w.received_at, w.priority, w.cancelled_at, w.facts, d.document
    from (select * from work_items w where w.tenant_id = p_tenant and w.id > p_after and w.type = any (p_types)
          order by w.id limit p_limit) w
    join documents d on d.tenant_id = p_tenant and d.work_item_id = w.id and d.version = w.document_version
    order by w.id;
end $$;

-- What a page of the past has in a pattern: keys, and looks whose time will come.
create function bpo_code.correlate_past(
  p_tenant uuid, p_pattern uuid, p_items uuid[], p_received_at timestamptz[], p_keys bytea[],
  p_looks uuid[], p_looked_at uuid[], p_next_at timestamptz[])
returns void language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  insert into correlations (tenant_id, pattern_id, key, received_at, work_item_id, changed_at)
  select p_tenant, p_pattern, c.key, c.received_at, c.item, c.received_at from unnest(p_items, p_received_at, p_keys) c (item, received_at, key)
  on conflict do nothing;
  insert into looks (tenant_id, id, pattern_id, work_item_id, cause, next_at)
  select p_tenant, l.id, p_pattern, l.item, 'after', l.next_at from unnest(p_looks, p_looked_at, p_next_at) l (id, item, next_at)
  where not exists (select from looks o where o.tenant_id = p_tenant and o.pattern_id = p_pattern
                    and o.work_item_id = l.item and o.cause = 'after');
end $$;

-- The past's keys are written: looks that waited for them are asked for. False: it is no longer wanted.
create function bpo_code.correlated(p_tenant uuid, p_pattern uuid, p_patience interval, p_now timestamptz)
returns boolean language plpgsql as $$
declare
  v_waiting uuid[];
begin
  perform bpo_code.bind(array[p_tenant]);
  update patterns set backfill = 'counting', place = null, done = 0
  where tenant_id = p_tenant and id = p_pattern and backfill = 'correlating' and state in ('in_force', 'trial');
  if not found then return false; end if;
  v_waiting := array(select l.id from looks l where l.tenant_id = p_tenant and l.pattern_id = p_pattern
                     and (l.cause <> 'after' or l.next_at <= p_now));
  update looks set next_at = p_now where tenant_id = p_tenant and id = any (v_waiting);
  perform bpo_code.send_looks(p_tenant, v_waiting, p_patience, p_now);
  return true;
end $$;

-- A page of what is kept of a pattern that nobody looks at any more is removed; false when nothing is left.
create function bpo_code.forget_pattern(p_tenant uuid, p_pattern uuid, p_limit int) returns boolean language plpgsql as $$
declare
  v_pattern patterns;
begin
  perform bpo_code.bind(array[p_tenant]);
  select * into v_pattern from patterns where tenant_id = p_tenant and id = p_pattern for update;
  if v_pattern.state = 'in_force' then return false; end if;
  with page as (
    select key, received_at, work_item_id from correlations
    where tenant_id = p_tenant and pattern_id = p_pattern order by key, received_at, work_item_id limit p_limit)
  delete from correlations c using page p
  where (c.tenant_id, c.pattern_id, c.key, c.received_at, c.work_item_id)
        = (p_tenant, p_pattern, p.key, p.received_at, p.work_item_id);
  if found then return true; end if;
  delete from looks where tenant_id = p_tenant and pattern_id = p_pattern;
  update patterns set state = 'retired' where tenant_id = p_tenant and id = p_pattern and state = 'retiring';
  return false;
end $$;
