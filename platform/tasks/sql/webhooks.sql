-- What a tenant's webhooks are told, and how far the telling has come.

-- Which event of webhooks a row of the history is; null: none.
create function bpo_code.webhook_event(p_kind text) returns text language sql immutable as $$
  select case
    when p_kind in ('received', 'amended', 'closed', 'cancelled', 'reopened') then 'work_item.' || p_kind
    when p_kind in ('task_created', 'task_completed', 'task_pended', 'task_resumed', 'task_cancelled')
      then replace(p_kind, '_', '.') end
$$;

create function bpo_code.utc(p_at timestamptz) returns text language sql immutable as $$
  select to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- An item as HTTP shows it, without its document, which the sender finds by its version, and without its tasks.
create function bpo_code.item_told(p_tenant uuid, p_id uuid, p_item bpo_code.item_row) returns json language sql stable as $$
  select json_build_object(
    'id', w.id, 'tenant', t.slug, 'type', w.type, 'reference', w.reference, 'state', p_item.state, 'outcome', p_item.outcome,
    'priority', p_item.priority, 'document_version', p_item.document_version, 'facts', p_item.facts, 'signals', p_item.signals,
    'received_at', bpo_code.utc(w.received_at), 'promised_at', bpo_code.utc(p_item.promised_at),
    'closed_at', bpo_code.utc(p_item.closed_at), 'ruleset_version', p_item.ruleset_version)
  from work_items w join tenants t on t.id = w.tenant_id where w.tenant_id = p_tenant and w.id = p_id
$$;

-- A task as HTTP shows it to a client: without the names and notes of staff.
create function bpo_code.task_told(p_tenant uuid, p_task uuid) returns json language sql stable as $$
  select json_build_object(
    'id', k.id, 'tenant', t.slug, 'type', k.type, 'key', k.key, 'queue', k.queue_key, 'state', k.state, 'priority', k.priority,
    'rank', bpo_code.utc(k.rank), 'ready_at', bpo_code.utc(k.ready_at), 'due_at', bpo_code.utc(k.due_at),
    'created_at', bpo_code.utc(k.created_at),
    'skills', (select coalesce(json_object_agg(skill, level), '{}') from unnest(k.skills, k.levels) s (skill, level)),
    'work_item', json_build_object('id', w.id, 'type', w.type, 'reference', w.reference),
    'lease', case when k.state = 'claimed' then json_build_object('expires_at', bpo_code.utc(k.lease_until)) end,
    'pend', case when k.state = 'pended'
                 then json_build_object('reason', k.pend_reason, 'until', bpo_code.utc(k.pend_until)) end,
    'disposition', k.disposition, 'result', k.result, 'completed_at', bpo_code.utc(k.completed_at))
  from tasks k join work_items w on w.tenant_id = k.tenant_id and w.id = k.work_item_id join tenants t on t.id = k.tenant_id
  where k.tenant_id = p_tenant and k.id = p_task
$$;

-- One message for every webhook that wants to know of a row of the step's history. What it says is fixed here, in the
-- transaction of the step: a message that is late tells what was, not what has become of it since.
create function bpo_code.announce(p_tenant uuid, p_item uuid, p_seq bigint, p_step bpo_code.step, p_now timestamptz)
returns void language sql as $$
  with happened as materialized (
    select p_seq + nth seq, bpo_code.webhook_event(kind) type, task_id
    from unnest(p_step.history) with ordinality h (kind, actor, task_id, run_id, data, nth)),
  wanted as (
    select h.*, w.id webhook_id from happened h
    join webhooks w on w.tenant_id = p_tenant and w.retired_at is null and w.events && array[h.type, '*']
    where h.type is not null),
  item as materialized (select bpo_code.item_told(p_tenant, p_item, p_step.item) told where exists (select from wanted))
  insert into webhook_deliveries (tenant_id, webhook_id, subject_id, seq, type, body, document_version, created_at, next_at)
  select p_tenant, webhook_id, p_item, seq, type, json_build_object(
           'type', type, 'timestamp', bpo_code.utc(p_now),
           'data', case when task_id is null then json_build_object('seq', seq, 'work_item', item.told)
                        else json_build_object('seq', seq, 'work_item', item.told,
                                               'task', bpo_code.task_told(p_tenant, task_id)) end),
         (p_step.item).document_version, p_now, p_now
  from wanted cross join item order by seq, webhook_id
$$;

-- The same for what is not of an item, an import: its data are given, and it waits for nothing.
create function bpo_code.announce_other(p_tenant uuid, p_subject uuid, p_type text, p_data json, p_now timestamptz)
returns void language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  insert into webhook_deliveries (tenant_id, webhook_id, subject_id, seq, type, body, created_at, next_at)
  select p_tenant, w.id, p_subject, 1, p_type,
         json_build_object('type', p_type, 'timestamp', bpo_code.utc(p_now), 'data', p_data), p_now, p_now
  from webhooks w where w.tenant_id = p_tenant and w.retired_at is null and w.events && array[p_type, '*'];
end $$;

-- Whoever changes messages of a subject holds it first: which of them is the first may change meanwhile, so that an order of
-- rows would not keep two from waiting for each other.
create function bpo_code.hold_subject(p_webhook uuid, p_subject uuid) returns void language sql as $$
  select pg_advisory_xact_lock(hashtextextended('deliveries ' || p_webhook || p_subject, 0))
$$;

-- Begins an attempt of the first message that waits for this subject, and keeps all others away from it for p_hold; nothing
-- when it is not due, or may not be sent now. Those behind it are looked at when it is. By webhook_deliveries_order.
create function bpo_code.take_delivery(p_tenant uuid, p_webhook uuid, p_subject uuid, p_hold interval, p_now timestamptz)
returns table (id uuid, attempts bigint, first_tried_at timestamptz, url text, secrets text[], body json, document json)
language plpgsql as $$
declare
  v_head webhook_deliveries;
begin
  perform bpo_code.bind(array[p_tenant]);
  perform bpo_code.hold_subject(p_webhook, p_subject);
  select * into v_head from webhook_deliveries d
  where d.tenant_id = p_tenant and d.webhook_id = p_webhook and d.subject_id = p_subject and d.state = 'pending'
    and exists (select from tenants t where t.id = p_tenant and t.state = 'active')
    and exists (select from webhooks w where w.tenant_id = p_tenant and w.id = p_webhook
                and w.retired_at is null and w.disabled_at is null)
  order by d.seq, d.id limit 1 for update of d;
  if not found then return; end if;
  if v_head.next_at > p_now then
    perform bpo_code.delay(v_head, v_head.next_at);
    return;
  end if;
  perform bpo_code.delay(v_head, p_now + p_hold);
  return query
    with begun as (
      update webhook_deliveries d
      set attempts = d.attempts + 1, first_tried_at = coalesce(d.first_tried_at, p_now)
      where d.tenant_id = p_tenant and d.id = v_head.id
      returning d.attempts, d.first_tried_at)
    select v_head.id, begun.attempts, begun.first_tried_at, w.url,
           array_remove(array[w.secret, case when w.old_secret_until > p_now then w.old_secret end], null),
           v_head.body, c.document
    from begun
    join webhooks w on w.tenant_id = p_tenant and w.id = p_webhook
    left join documents c
      on c.tenant_id = p_tenant and c.work_item_id = p_subject and c.version = v_head.document_version;
end $$;

-- A message and those behind it are not looked at before p_until.
create function bpo_code.delay(p_head webhook_deliveries, p_until timestamptz) returns void language sql as $$
  update webhook_deliveries d set next_at = p_until
  where d.tenant_id = p_head.tenant_id and d.webhook_id = p_head.webhook_id and d.subject_id = p_head.subject_id
    and d.state = 'pending' and d.next_at < p_until
$$;

-- The message has arrived; the next of its subject is due.
create function bpo_code.delivered(p_tenant uuid, p_id uuid, p_status bigint, p_now timestamptz) returns void language plpgsql as $$
declare
  v_done webhook_deliveries;
begin
  perform bpo_code.bind(array[p_tenant]);
  perform bpo_code.hold_subject(d.webhook_id, d.subject_id) from webhook_deliveries d where d.tenant_id = p_tenant and d.id = p_id;
  update webhook_deliveries set state = 'delivered', delivered_at = p_now, next_at = null, last_status = p_status, last_error = null
  where tenant_id = p_tenant and id = p_id and state = 'pending' returning * into v_done;
  if not found then return; end if;
  perform bpo_code.next_is_due(v_done, p_now);
  update webhooks set failing_since = null where tenant_id = p_tenant and id = v_done.webhook_id and failing_since is not null;
end $$;

create function bpo_code.next_is_due(p_done webhook_deliveries, p_now timestamptz) returns void language sql as $$
  update webhook_deliveries d set next_at = p_now
  where d.tenant_id = p_done.tenant_id and d.webhook_id = p_done.webhook_id and d.subject_id = p_done.subject_id
    and d.state = 'pending' and d.next_at > p_now
$$;

-- An attempt was in vain: the message is due again at p_next_at, or (null) given up. A late word of an attempt that is no
-- longer the present one changes nothing. p_gone: the receiver wants no more; else the webhook is disabled when it has
-- failed for p_patience without any success.
create function bpo_code.delivery_failed(
  p_tenant uuid, p_id uuid, p_attempt bigint, p_status bigint, p_error text, p_next_at timestamptz,
  p_gone boolean, p_patience interval, p_actor json, p_now timestamptz)
returns void language plpgsql as $$
declare
  v_failed webhook_deliveries;
begin
  perform bpo_code.bind(array[p_tenant]);
  perform bpo_code.hold_subject(d.webhook_id, d.subject_id) from webhook_deliveries d where d.tenant_id = p_tenant and d.id = p_id;
  update webhook_deliveries set next_at = p_next_at, last_status = p_status, last_error = p_error,
    state = case when p_next_at is null then 'given_up' else 'pending' end
  where tenant_id = p_tenant and id = p_id and state = 'pending' and attempts = p_attempt returning * into v_failed;
  if not found then return; end if;
  if p_next_at is null then
    perform bpo_code.next_is_due(v_failed, p_now);
  else
    perform bpo_code.delay(v_failed, p_next_at);
  end if;
  perform bpo_code.note_failure(
    p_tenant, v_failed.webhook_id, case when p_gone then '410 Gone' end, p_patience, p_actor, p_now);
end $$;

create function bpo_code.note_failure(
  p_tenant uuid, p_webhook uuid, p_reason text, p_patience interval, p_actor json, p_now timestamptz)
returns void language plpgsql as $$
declare
  v_key text;
begin
  update webhooks set failing_since = p_now
  where tenant_id = p_tenant and id = p_webhook and failing_since is null;
  update webhooks set disabled_at = p_now, disabled_reason = coalesce(p_reason, 'no success for 3 days'), revision = revision + 1
  where tenant_id = p_tenant and id = p_webhook and disabled_at is null
    and (p_reason is not null or failing_since <= p_now - p_patience) returning key into v_key;
  if found then
    perform bpo_code.audit(p_tenant, array[row(
      p_actor, 'webhook.disabled', v_key, json_build_object('reason', coalesce(p_reason, 'no success for 3 days')))::bpo_code.audit_row],
      p_now);
  end if;
end $$;

-- Messages older than p_before, whatever became of them. By webhook_deliveries_created_at.
create function bpo_code.forget_deliveries(p_tenants uuid[], p_before timestamptz, p_limit int) returns bigint language plpgsql as $$
declare
  v_gone bigint;
begin
  perform bpo_code.bind(p_tenants);
  with old as (
    select tenant_id, id from webhook_deliveries where created_at < p_before order by created_at limit p_limit for update skip locked),
  gone as (delete from webhook_deliveries d using old o where (d.tenant_id, d.id) = (o.tenant_id, o.id) returning 1)
  select count(*) into v_gone from gone;
  return v_gone;
end $$;
