-- Stock and credit. Called under the item's lock; rows are locked in order of table and key.

-- Reserves what is there of every sku (each named once). An unknown sku is short in full; what is short stands in stock_outs.
create function bpo_code.reserve(
  p_tenant uuid, p_item uuid, p_run uuid, p_skus text[], p_quantities numeric[], p_now timestamptz)
returns table (sku text, reserved numeric) language plpgsql as $$
#variable_conflict use_column
declare
  v_line record;
  v_free numeric;
  v_got numeric;
begin
  perform bpo_code.bind(array[p_tenant]);
  for v_line in select a.sku, a.asked from unnest(p_skus, p_quantities) a (sku, asked) order by a.sku loop
    select p.on_hand - p.reserved into v_free from products p where p.tenant_id = p_tenant and p.sku = v_line.sku for update;
    v_got := greatest(0, least(coalesce(v_free, 0), v_line.asked));
    if v_got > 0 then
      update products p set reserved = p.reserved + v_got where p.tenant_id = p_tenant and p.sku = v_line.sku;
      insert into reservations (tenant_id, run_id, sku, work_item_id, quantity)
      values (p_tenant, p_run, v_line.sku, p_item, v_got);
    end if;
    if v_got < v_line.asked then
      insert into stock_outs (tenant_id, at, sku, asked, short, work_item_id, run_id)
      values (p_tenant, p_now, v_line.sku, v_line.asked, v_line.asked - v_got, p_item, p_run);
    end if;
    return query select v_line.sku, v_got;
  end loop;
end $$;

-- Adds the amount to the customer's exposure where the limit allows it, in place of what this item had under the same key.
-- Answers limit and exposure as they were found; nothing for an unknown customer.
create function bpo_code.approve_credit(
  p_tenant uuid, p_item uuid, p_run uuid, p_run_key text, p_customer text, p_amount numeric, p_now timestamptz)
returns table (approved boolean, credit_limit numeric, exposure numeric) language plpgsql as $$
#variable_conflict use_column
declare
  v_customer customers;
  v_approved boolean;
begin
  perform bpo_code.bind(array[p_tenant]);
  perform from customers c   -- all that the item may give back if it ends now, and this one, in order of key: the lock order
  where c.tenant_id = p_tenant and (c.key = p_customer or c.key in (
    select h.customer_key from credits h
    where h.tenant_id = p_tenant and h.work_item_id = p_item and h.released_at is null))
  order by c.key for update;
  perform bpo_code.release_credit(p_tenant, p_item, p_run_key, p_now);
  select * into v_customer from customers c where c.tenant_id = p_tenant and c.key = p_customer;
  if not found then return; end if;
  v_approved := coalesce(v_customer.exposure + p_amount <= v_customer.credit_limit, false);
  if v_approved then
    update customers c set exposure = c.exposure + p_amount where c.tenant_id = p_tenant and c.key = p_customer;
    insert into credits (tenant_id, run_id, work_item_id, run_key, customer_key, amount)
    values (p_tenant, p_run, p_item, p_run_key, p_customer, p_amount);
  end if;
  return query select v_approved, v_customer.credit_limit, v_customer.exposure;
end $$;

-- Gives back what the item holds of its customers' credit: all of it, or that of one run key.
create function bpo_code.release_credit(p_tenant uuid, p_item uuid, p_run_key text, p_now timestamptz)
returns void language plpgsql as $$
declare
  v_held record;
begin
  for v_held in
    select customer_key, sum(amount) amount from credits
    where tenant_id = p_tenant and work_item_id = p_item and released_at is null and (p_run_key is null or run_key = p_run_key)
    group by customer_key order by customer_key
  loop
    update customers set exposure = exposure - v_held.amount where tenant_id = p_tenant and key = v_held.customer_key;
  end loop;
  update credits set released_at = p_now
  where tenant_id = p_tenant and work_item_id = p_item and released_at is null and (p_run_key is null or run_key = p_run_key);
end $$;

-- Gives back all that the item has reserved. Answers how much of every sku.
create function bpo_code.release_stock(p_tenant uuid, p_item uuid, p_now timestamptz)
returns table (sku text, quantity numeric) language plpgsql as $$
#variable_conflict use_column
declare
  v_held record;
begin
  perform bpo_code.bind(array[p_tenant]);
  for v_held in
    select r.sku, sum(r.quantity) quantity from reservations r
    where r.tenant_id = p_tenant and r.work_item_id = p_item and r.released_at is null group by r.sku order by r.sku
  loop
    update products p set reserved = p.reserved - v_held.quantity where p.tenant_id = p_tenant and p.sku = v_held.sku;
    return query select v_held.sku, v_held.quantity;
  end loop;
  update reservations r set released_at = p_now
  where r.tenant_id = p_tenant and r.work_item_id = p_item and r.released_at is null;
end $$;
