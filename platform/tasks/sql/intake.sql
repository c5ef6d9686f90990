-- One item in one transaction: is the key still good, was this asked before, is the configuration that decided still the
-- present one, is the reference free; then item, document, event, decision and all that follow.
-- outcome: created | replay | reused | in-flight | unauthorized | stale | taken; p_key null: p_answer is not kept
create function bpo_code.intake(
  p_digest bytea, p_tenant uuid, p_config bigint,
  p_owner uuid, p_path text, p_key text, p_body bytea, p_answer text,
  p_item uuid, p_type text, p_reference text, p_document json, p_step bpo_code.step,
  p_fingerprints bpo_code.fingerprint_row[], p_now timestamptz,
  out outcome text, out status int, out answer text, out work_item_id uuid) language plpgsql as $$
declare
  v_may boolean;
  v_config bigint;
  v_tells boolean;
begin
  perform bpo_code.bind(array[p_tenant]);
  select bpo_code.may_act_for(p_digest, p_tenant, p_now), c.version, c.tells into v_may, v_config, v_tells
  from bpo_code.configured(p_tenant) c;
  if v_may is not true then
    outcome := 'unauthorized';
    return;
  end if;
  if p_key is not null then
    select asked.* into outcome, status, answer from bpo_code.idempotency_begin(p_owner, p_path, p_key, p_body) asked;
    if outcome <> 'fresh' then return; end if;
  end if;
  if p_config <> v_config then
    outcome := 'stale';
    return;
  end if;
  if not bpo_code.make_item(p_tenant, p_item, p_type, p_reference, p_document, p_step, p_fingerprints, p_now) then
    outcome := 'taken';
    select w.id into work_item_id from work_items w
    where w.tenant_id = p_tenant and w.type = p_type and w.reference = p_reference;
    return;
  end if;
  perform bpo_code.write_rows(p_tenant, p_item, 0, p_step, v_tells, p_now);
  if p_key is not null then
    perform bpo_code.idempotency_keep(p_owner, p_path, p_key, p_body, 201, p_answer, p_now);
  end if;
  outcome := 'created';
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
