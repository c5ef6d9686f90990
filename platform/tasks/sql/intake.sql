-- What was asked with one key for one tenant, sorted by type and reference, in one transaction. Is the key still good; then of
-- each: was this asked before, is the configuration that decided still the present one, is the reference free.
-- outcome: created | replay | reused | in-flight | unauthorized | stale | taken
create function bpo_code.intake(p_digest bytea, p_tenant uuid, p_config bigint, p_asked bpo_code.submission[])
returns table (id uuid, outcome text, status int, answer text, work_item_id uuid) language plpgsql as $$
declare
  v_one bpo_code.submission;
  v_new bpo_code.new_item[] := '{}';
  v_keys text[] := '{}';
  v_created uuid[] := '{}';
  v_may boolean;
  v_config bigint;
  v_tells boolean;
begin
  perform bpo_code.bind(array[p_tenant]);
  select bpo_code.may_act_for(p_digest, p_tenant, (p_asked[1].item).at), c.version, c.tells into v_may, v_config, v_tells
  from bpo_code.configured(p_tenant) c;
  foreach v_one in array p_asked loop
    id := (v_one.item).id; outcome := 'fresh'; status := null; answer := null;
    if v_may is not true then
      outcome := 'unauthorized';
    elsif v_one.path || ' ' || v_one.key = any (v_keys) then
      outcome := 'in-flight';   -- its twin is written with it
    elsif v_one.key is not null then
      select asked.* into outcome, status, answer
      from bpo_code.idempotency_begin(v_one.owner, v_one.path, v_one.key, v_one.body) asked;
    end if;
    if outcome <> 'fresh' then
      return next;
    elsif p_config <> v_config then
      outcome := 'stale';
      return next;
    else
      v_new := v_new || v_one.item;
      v_keys := v_keys || (v_one.path || ' ' || v_one.key);
    end if;
  end loop;
  status := null; answer := null;
  for id, outcome, work_item_id in select * from bpo_code.make_items(p_tenant, v_new, v_tells) loop
    if outcome = 'created' then
      v_created := v_created || id;
    end if;
    return next;
  end loop;
  perform bpo_code.idempotency_keep(a.owner, a.path, a.key, a.body, 201, a.answer, (a.item).at)
  from unnest(p_asked) a where a.key is not null and (a.item).id = any (v_created);
end $$;

-- Many new items of one tenant in one transaction, sorted by type and reference.
-- outcome: created | taken (by the item work_item_id) | of all of them: unauthorized | stale
create function bpo_code.intake_many(
  p_digest bytea, p_tenant uuid, p_config bigint, p_items bpo_code.new_item[], p_now timestamptz)
returns table (id uuid, outcome text, work_item_id uuid) language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  if bpo_code.may_act_for(p_digest, p_tenant, p_now) then
    return query select * from bpo_code.make_items_by(p_tenant, p_config, p_items);
  else
    return query select null::uuid, 'unauthorized', null::uuid;
  end if;
end $$;

-- The same, unless the configuration that decided is no longer the present one.
create function bpo_code.make_items_by(p_tenant uuid, p_config bigint, p_items bpo_code.new_item[])
returns table (id uuid, outcome text, work_item_id uuid) language plpgsql as $$
declare
  v_config bigint;
  v_tells boolean;
begin
  select c.version, c.tells into v_config, v_tells from bpo_code.configured(p_tenant) c;
  if p_config = v_config then
    return query select * from bpo_code.make_items(p_tenant, p_items, v_tells);
  else
    return query select null::uuid, 'stale', null::uuid;
  end if;
end $$;

-- Items as their first steps leave them, with their documents and all that follows. All items first, in the caller's order, then
-- what they open, so that two such transactions wait for each other in one direction only.
create function bpo_code.make_items(p_tenant uuid, p_items bpo_code.new_item[], p_tells boolean)
returns table (id uuid, outcome text, work_item_id uuid) language plpgsql as $$
#variable_conflict use_column
declare
  v_ids uuid[];
  v_made bpo_code.new_item[];
begin
  with made as (
    insert into work_items (tenant_id, id, type, reference, received_at, seq, state, outcome, document_version,
                            ruleset_version, priority, facts, signals, open_tasks, open_runs, open_timers, by_hand,
                            promised_at, closed_at, cancelled_at)
    select p_tenant, n.id, n.type, n.reference, n.at, cardinality((n.step).history), i.state, i.outcome, i.document_version,
           i.ruleset_version, i.priority, i.facts, i.signals, i.open_tasks, i.open_runs, i.open_timers, i.by_hand,
           i.promised_at, i.closed_at, i.cancelled_at
    from unnest(p_items) n cross join lateral (select ((n.step).item).*) i
    on conflict (tenant_id, type, reference) do nothing
    returning id)
  select array_agg(id) into v_ids from made;
  if v_ids is not null then
    v_made := array(select n from unnest(p_items) n where n.id = any (v_ids));
    insert into documents (tenant_id, work_item_id, version, document)
    select p_tenant, n.id, 1, n.document from unnest(v_made) n;
    insert into unread_documents (tenant_id, work_item_id) select p_tenant, n.id from unnest(v_made) n;
    insert into fingerprints (tenant_id, set_id, digest, work_item_id)
    select p_tenant, f.set_id, f.digest, n.id from unnest(v_made) n, unnest(n.fingerprints) f;
    perform bpo_code.write_rows(
      p_tenant, array(select (n.id, 0, n.at, n.step)::bpo_code.item_step from unnest(v_made) n), p_tells);
  end if;
  return query
    select n.id, 'created', n.id from unnest(v_made) n
    union all
    select n.id, 'taken', (select w.id from work_items w
                           where w.tenant_id = p_tenant and w.type = n.type and w.reference = n.reference)
    from unnest(p_items) n where n.id = any (v_ids) is not true;
end $$;
