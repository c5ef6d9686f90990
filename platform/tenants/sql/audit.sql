create type bpo_code.audit_row as (actor json, action text, object text, data json);

-- A loop of plain statements, since one row is the rule.
create function bpo_code.audit(p_tenant uuid, p_rows bpo_code.audit_row[], p_now timestamptz) returns void language plpgsql as $$
declare
  v_row bpo_code.audit_row;
  v_id uuid;
begin
  foreach v_row in array p_rows loop
    v_id := uuidv7();
    insert into audit (tenant_id, id, at, actor, action, object, data)
    values (p_tenant, v_id, p_now, v_row.actor, v_row.action, v_row.object, v_row.data);
    insert into audit_unsealed (tenant_id, audit_id) values (p_tenant, v_id);
  end loop;
end $$;

-- What a seal covers: the digest before it and every column of the row, as text that PostgreSQL writes the same every time.
create function bpo_code.audit_digest(p_previous bytea, p_row audit) returns bytea language sql stable as $$
  select sha256(coalesce(p_previous, ''::bytea) || convert_to(
    jsonb_build_array(p_row.tenant_id, p_row.id, extract(epoch from p_row.at), p_row.actor::text, p_row.action, p_row.object,
                      p_row.data::text)::text, 'UTF8'))
$$;

-- Chains the tenant's committed, unsealed rows; one sealer a tenant at a time. Answers how many.
create function bpo_code.seal(p_tenant uuid, p_limit int) returns int language plpgsql as $$
declare
  v_previous bytea;
  v_number bigint;
  v_row audit;
  v_sealed int := 0;
begin
  perform bpo_code.bind(array[p_tenant]);
  if not pg_try_advisory_xact_lock(hashtextextended('seal ' || p_tenant, 0)) then return 0; end if;
  select number, digest into v_number, v_previous from audit_seals where tenant_id = p_tenant order by number desc limit 1;
  for v_row in
    select a.* from (select * from audit_unsealed where tenant_id = p_tenant order by audit_id limit p_limit) u
    join audit a on a.tenant_id = u.tenant_id and a.id = u.audit_id order by a.id
  loop
    v_number := coalesce(v_number, 0) + 1;
    v_previous := bpo_code.audit_digest(v_previous, v_row);
    insert into audit_seals (tenant_id, number, audit_id, digest) values (p_tenant, v_number, v_row.id, v_previous);
    delete from audit_unsealed where tenant_id = p_tenant and audit_id = v_row.id;
    v_sealed := v_sealed + 1;
  end loop;
  return v_sealed;
end $$;

-- Whether the seals after p_after (a number, 0: all) cover their rows and follow each other; at most p_limit of them.
create function bpo_code.verify_seals(p_tenant uuid, p_after bigint, p_limit int)
returns table (number bigint, at timestamptz, fault text) language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(array[p_tenant]);
  return query
    select s.number, a.at, case
        when s.number > 1 and p.number is null then 'the seal before it is gone'
        when a.id is null then 'the row that it covers is gone'
        when s.digest <> bpo_code.audit_digest(p.digest, a) then 'its row, or the seal before it, was changed' end
    from (select * from audit_seals where tenant_id = p_tenant and number > p_after order by number limit p_limit) s
    left join audit_seals p on p.tenant_id = p_tenant and p.number = s.number - 1
    left join audit a on a.tenant_id = p_tenant and a.id = s.audit_id
    order by s.number;
end $$;
