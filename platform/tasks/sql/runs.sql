-- A run begins its next attempt: queued, or running past its deadline. Nothing when neither: another
-- message was quicker, or the tenant is suspended and the run waits.
create function bpo_code.start_run(p_tenant uuid, p_run uuid, p_actor json, p_limit interval, p_now timestamptz)
returns setof bpo_code.run_row language plpgsql as $$
declare
  v_item uuid;
  v_run runs;
  v_seq bigint;
begin
  perform bpo_code.bind(array[p_tenant]);
  select work_item_id into v_item from runs where tenant_id = p_tenant and id = p_run;
  perform from work_items where tenant_id = p_tenant and id = v_item for update;
  update runs r set state = 'running', attempt = r.attempt + 1, started_at = p_now, deadline = p_now + p_limit
  where r.tenant_id = p_tenant and r.id = p_run and (r.state = 'queued' or r.state = 'running' and r.deadline <= p_now)
    and exists (select from tenants t where t.id = p_tenant and t.state = 'active')
  returning * into v_run;
  if not found then return; end if;
  update work_items set seq = seq + 1 where tenant_id = p_tenant and id = v_item returning seq into v_seq;
  insert into history (tenant_id, work_item_id, seq, at, kind, actor, run_id, data)
  values (p_tenant, v_item, v_seq, p_now, 'automation_started', p_actor, p_run, json_build_object('attempt', v_run.attempt));
  return next (v_run.id, v_run.automation, v_run.key, v_run.input, v_run.state, v_run.attempt, v_run.tried_before, v_run.deadline,
               v_run.queued_at, v_run.started_at, v_run.finished_at, v_run.result, v_run.error)::bpo_code.run_row;
end $$;
