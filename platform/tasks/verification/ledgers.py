"""Stock and credit: sums are those of their parts, nothing is sold that was not there, credit ends with its item."""

from .rule import CUSTOMERS, ITEMS, PRODUCTS, Rule

RULES = (
    Rule(
        "reserved-sum",
        PRODUCTS,
        """
        select sku, format('%s are reserved; the reservations are %s', p.reserved, coalesce(r.quantity, 0))
        from products p left join (
          select sku, sum(quantity) quantity from reservations
          where sku = any ($1) and released_at is null group by sku) r using (sku)
        where p.sku = any ($1) and p.reserved <> coalesce(r.quantity, 0)""",
    ),
    # More can be reserved than is there only where that was lowered afterwards; a UUIDv7 tells when a row was written.
    Rule(
        "oversold",
        PRODUCTS,
        """
        select p.sku, format('%s are reserved of %s, which nobody has lowered since', p.reserved, p.on_hand)
        from products p
        where p.sku = any ($1) and p.reserved > p.on_hand and not exists (
          select from audit a where a.tenant_id = p.tenant_id and a.action = 'product.put'
            and (a.data -> 'keys')::jsonb ? p.sku
            and uuid_extract_timestamp(a.id) >= all (
              select date_trunc('milliseconds', run.finished_at) from reservations r
              join runs run on run.tenant_id = r.tenant_id and run.id = r.run_id
              where r.sku = p.sku and r.released_at is null))""",
    ),
    Rule(
        "exposure-sum",
        CUSTOMERS,
        """
        select p.key, format('the exposure is %s; the credits are %s', p.exposure, coalesce(c.amount, 0))
        from customers p left join (
          select customer_key, sum(amount) amount from credits where customer_key = any ($1) and released_at is null
          group by customer_key) c on c.customer_key = p.key
        where p.key = any ($1) and p.exposure <> coalesce(c.amount, 0)""",
    ),
    Rule(
        "credit-after-end",
        ITEMS,
        """
        select w.id::text, format('it is %s and still holds %s of the credit of %s', w.state, c.amount, c.customer_key)
        from work_items w join credits c
          on c.tenant_id = w.tenant_id and c.work_item_id = w.id and c.released_at is null
        where w.id = any ($1) and w.state <> 'open'""",
    ),
)
