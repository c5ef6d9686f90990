-- The case of an item, found by its own id, a task's, a run's or a timer's, as one snapshot; nothing when the bound tenants have none
-- such. By primary keys, tasks_of_item and runs_of_item. With p_lock the item is locked first, for those who write next.
create type bpo_code.case_row as (
  tenant_id uuid, config_version bigint, id uuid, type text, reference text, seq bigint, received_at timestamptz,
  item bpo_code.item_row,
  document json, tasks bpo_code.task_row[], runs bpo_code.run_row[], timers bpo_code.timer_row[]);

create function bpo_code.task_rows(p_tenant uuid, p_item uuid) returns bpo_code.task_row[] language sql stable as $$
  select array(
    select (t.id, t.type, t.type_version, t.key, t.queue_key, t.skills, t.levels, t.reserved_for, t.state, t.priority, t.rank,
            t.ready_at, t.due_at, t.created_at, t.not_by, t.barred, t.weight, t.warn, t.note, t.about, t.draft, t.lease_token, t.lease_until,
            t.assignee, t.claimed_at, t.pend_reason, t.pend_until, t.pended_at, t.disposition, t.result, t.completed_at, t.completed_by,
            t.completed_body)::bpo_code.task_row
    from tasks t where t.tenant_id = p_tenant and t.work_item_id = p_item order by t.created_at, t.id)
$$;

create function bpo_code.run_rows(p_tenant uuid, p_item uuid) returns bpo_code.run_row[] language sql stable as $$
  select array(
    select (r.id, r.automation, r.key, r.input, r.state, r.attempt, r.tried_before, r.deadline, r.queued_at, r.started_at, r.finished_at,
            r.result, r.error)::bpo_code.run_row
    from runs r where r.tenant_id = p_tenant and r.work_item_id = p_item order by r.queued_at, r.id)
$$;

create function bpo_code.timer_rows(p_tenant uuid, p_item uuid) returns bpo_code.timer_row[] language sql stable as $$
  select array(
    select (t.id, t.kind, t.name, t.task_id, t.due_at)::bpo_code.timer_row
    from timers t where t.tenant_id = p_tenant and t.work_item_id = p_item order by t.due_at, t.id)
$$;

create function bpo_code.item_of(p_kind text, p_id uuid) returns table (tenant_id uuid, id uuid) language plpgsql stable as $$
begin
  if p_kind = 'task' then
    return query select t.tenant_id, t.work_item_id from tasks t where t.id = p_id;
  elsif p_kind = 'run' then
    return query select r.tenant_id, r.work_item_id from runs r where r.id = p_id;
  elsif p_kind = 'timer' then
    return query select t.tenant_id, t.work_item_id from timers t where t.id = p_id;
  else
    return query select w.tenant_id, w.id from work_items w where w.id = p_id;
  end if;
end $$;

create function bpo_code.read_case(p_tenants uuid[], p_kind text, p_id uuid, p_lock boolean default false)
returns setof bpo_code.case_row language plpgsql as $$
declare
  v_item record;
begin
  perform bpo_code.bind(p_tenants);
  select * into v_item from bpo_code.item_of(p_kind, p_id);
  if not found then return; end if;
  if p_lock then
    perform from work_items w where w.tenant_id = v_item.tenant_id and w.id = v_item.id for update;
  end if;
  return query select * from bpo_code.case_of(v_item.tenant_id, v_item.id);
end $$;

create function bpo_code.case_of(p_tenant uuid, p_item uuid) returns setof bpo_code.case_row language sql stable as $$
  select w.tenant_id, t.config_version, w.id, w.type, w.reference, w.seq, w.received_at,
         (w.state, w.outcome, w.document_version, w.ruleset_version, w.priority, w.facts, w.signals, w.open_tasks, w.open_runs,
          w.open_timers, w.by_hand, w.promised_at, w.closed_at, w.cancelled_at)::bpo_code.item_row,
         d.document, bpo_code.task_rows(w.tenant_id, w.id), bpo_code.run_rows(w.tenant_id, w.id),
         bpo_code.timer_rows(w.tenant_id, w.id)
  from work_items w
  join tenants t on t.id = w.tenant_id
  join documents d on d.tenant_id = w.tenant_id and d.work_item_id = w.id and d.version = w.document_version
  where w.tenant_id = p_tenant and w.id = p_item
$$;

-- The same for the person behind a key: no row when the key is no longer good, no case when their tenants have none such.
create function bpo_code.read_case_as(p_digest bytea, p_kind text, p_id uuid, p_now timestamptz)
returns table (person uuid, work bpo_code.case_row) language sql volatile as $$
  select p.user_id, c from bpo_code.person_of(p_digest, p_now) p left join lateral bpo_code.read_case(p.tenants, p_kind, p_id) c on true
$$;
