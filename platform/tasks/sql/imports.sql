-- A page of an import: its items and how far it has come are one transaction, so that a page is done once, whoever dies.
-- What was begun by somebody who might goes on without their key; a suspended tenant's waits.
-- outcome: as of make_items_by | suspended | gone (it has ended, or another worker has done this page)
create function bpo_code.import_many(
  p_tenant uuid, p_import uuid, p_place bigint, p_config bigint, p_items bpo_code.new_item[])
returns table (id uuid, outcome text, work_item_id uuid) language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  perform from imports i
    where i.tenant_id = p_tenant and i.id = p_import and i.place = p_place and i.state = 'running' for update;
  if not found then
    return query select null::uuid, 'gone', null::uuid;
  elsif (select t.state from tenants t where t.id = p_tenant) = 'suspended' then
    return query select null::uuid, 'suspended', null::uuid;
  else
    return query select * from bpo_code.make_items_by(p_tenant, p_config, p_items);
  end if;
end $$;

-- How far an import has come, which was at p_before. Faults are kept of the first rows that have some; the counts go on.
create function bpo_code.note_import(
  p_tenant uuid, p_import uuid, p_before bigint, p_place bigint, p_accepted int, p_rows bigint[], p_faults text[], p_cells text[],
  p_most int)
returns void language plpgsql as $$
declare
  v_rejected bigint;
begin
  perform bpo_code.bind(array[p_tenant]);
  update imports set place = p_place, accepted = accepted + p_accepted, rejected = rejected + cardinality(p_rows)
    where tenant_id = p_tenant and id = p_import and place = p_before and state = 'running'
    returning rejected into v_rejected;
  if not found then return; end if;
  insert into import_faults (tenant_id, import_id, row, faults, cells)
  select p_tenant, p_import, f.row, f.faults::json, f.cells::json from unnest(p_rows, p_faults, p_cells) f (row, faults, cells)
  order by f.row limit greatest(p_most - (v_rejected - cardinality(p_rows)), 0);
end $$;

-- True where it was this call that ended it.
create function bpo_code.end_import(p_tenant uuid, p_import uuid, p_state text, p_error text, p_header text, p_now timestamptz)
returns boolean language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  update imports set state = p_state, error = p_error, finished_at = p_now
    where tenant_id = p_tenant and id = p_import and state = 'running';
  if not found then return false; end if;
  if p_header is not null then
    insert into import_faults (tenant_id, import_id, row, faults) values (p_tenant, p_import, 0, p_header::json);
  end if;
  return true;
end $$;
