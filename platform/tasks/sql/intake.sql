-- What was asked with one key for one tenant, sorted by type and reference, in one transaction. Is the key still good; then of
-- each: was this asked before, is the configuration that decided still the present one, is the reference free; then item,
-- document, event, decision and all that follow. All items first, as in `intake_many`.
-- outcome: created | replay | reused | in-flight | unauthorized | stale | taken
create function bpo_code.intake(p_digest bytea, p_tenant uuid, p_config bigint, p_asked bpo_code.submission[])
returns table (id uuid, outcome text, status int, answer text, work_item_id uuid) language plpgsql as $$
declare
  v_one bpo_code.submission;
  v_made uuid[] := '{}';
  v_may boolean;
  v_config bigint;
  v_tells boolean;
begin
  perform bpo_code.bind(array[p_tenant]);
  select bpo_code.may_act_for(p_digest, p_tenant, p_asked[1].at), c.version, c.tells into v_may, v_config, v_tells
  from bpo_code.configured(p_tenant) c;
  foreach v_one in array p_asked loop
    id := v_one.id; outcome := 'fresh'; status := null; answer := null; work_item_id := null;
    if v_may is not true then
      outcome := 'unauthorized';
    elsif v_one.key is not null then
      select asked.* into outcome, status, answer
      from bpo_code.idempotency_begin(v_one.owner, v_one.path, v_one.key, v_one.body) asked;
    end if;
    if outcome = 'fresh' then
      if p_config <> v_config then
        outcome := 'stale';
      elsif bpo_code.make_item(p_tenant, v_one.id, v_one.type, v_one.reference, v_one.document, v_one.step,
                               v_one.fingerprints, v_one.at) then
        outcome := 'created';
        v_made := v_made || v_one.id;
        if v_one.key is not null then
          perform bpo_code.idempotency_keep(v_one.owner, v_one.path, v_one.key, v_one.body, 201, v_one.answer, v_one.at);
        end if;
      else
        outcome := 'taken';
        select w.id into work_item_id from work_items w
        where w.tenant_id = p_tenant and w.type = v_one.type and w.reference = v_one.reference;
      end if;
    end if;
    return next;
  end loop;
  foreach v_one in array p_asked loop
    if v_one.id = any (v_made) then
      perform bpo_code.write_rows(p_tenant, v_one.id, 0, v_one.step, v_tells, v_one.at);
    end if;
  end loop;
end $$;

-- The item as its first step leaves it, with its document. False: the reference is taken.
create function bpo_code.make_item(
  p_tenant uuid, p_item uuid, p_type text, p_reference text, p_document json, p_step bpo_code.step,
  p_fingerprints bpo_code.fingerprint_row[], p_now timestamptz)
returns boolean language plpgsql as $$
declare
  v_item bpo_code.item_row := p_step.item;
begin
  insert into work_items (tenant_id, id, type, reference, received_at, seq, state, outcome, document_version, ruleset_version,
                          priority, facts, signals, open_tasks, open_runs, open_timers, by_hand, promised_at, closed_at, cancelled_at)
  values (p_tenant, p_item, p_type, p_reference, p_now, cardinality(p_step.history), v_item.state, v_item.outcome,
          v_item.document_version, v_item.ruleset_version, v_item.priority, v_item.facts, v_item.signals, v_item.open_tasks,
          v_item.open_runs, v_item.open_timers, v_item.by_hand, v_item.promised_at, v_item.closed_at, v_item.cancelled_at)
  on conflict (tenant_id, type, reference) do nothing;
  if not found then return false; end if;
  insert into documents (tenant_id, work_item_id, version, document) values (p_tenant, p_item, 1, p_document);
  insert into unread_documents (tenant_id, work_item_id) values (p_tenant, p_item);
  if cardinality(p_fingerprints) > 0 then
    insert into fingerprints (tenant_id, set_id, digest, work_item_id)
    select p_tenant, set_id, digest, p_item from unnest(p_fingerprints);
  end if;
  return true;
end $$;

-- Many new items of one tenant in one transaction, sorted by type and reference: all items first, then what they open, so that
-- two such transactions wait for each other in one direction only.
create function bpo_code.intake_many(
  p_digest bytea, p_tenant uuid, p_config bigint, p_items bpo_code.new_item[], p_now timestamptz)
returns table (outcome text, nth int, work_item_id uuid) language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  if not bpo_code.may_act_for(p_digest, p_tenant, p_now) then
    return query select 'unauthorized', null::int, null::uuid;
    return;
  end if;
  return query select * from bpo_code.make_items(p_tenant, p_config, p_items, p_now);
end $$;

create function bpo_code.make_items(p_tenant uuid, p_config bigint, p_items bpo_code.new_item[], p_now timestamptz)
returns table (outcome text, nth int, work_item_id uuid) language plpgsql as $$
declare
  v_new bpo_code.new_item;
  v_made bpo_code.new_item[] := '{}';
  v_config bigint;
  v_tells boolean;
begin
  select c.version, c.tells into v_config, v_tells from bpo_code.configured(p_tenant) c;
  if p_config <> v_config then
    return query select 'stale', null::int, null::uuid;
    return;
  end if;
  foreach v_new in array p_items loop
    if bpo_code.make_item(
        p_tenant, v_new.id, v_new.type, v_new.reference, v_new.document, v_new.step, v_new.fingerprints, p_now) then
      v_made := v_made || v_new;
    else
      return query select 'taken', v_new.nth, w.id from work_items w
        where w.tenant_id = p_tenant and w.type = v_new.type and w.reference = v_new.reference;
    end if;
  end loop;
  foreach v_new in array v_made loop
    perform bpo_code.write_rows(p_tenant, v_new.id, 0, v_new.step, v_tells, p_now);
    return query select 'created', v_new.nth, v_new.id;
  end loop;
end $$;
