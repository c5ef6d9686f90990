"""What pages need that JSON does not: sessions in cookies, forms, templates, formats, languages, assets."""
