-- Files that stand for a vendor: each upload is a whole list, read page by page by the same engine that reads vendors.
create table file_uploads (
  id uuid primary key,
  connection_id uuid not null references connections on delete cascade,
  name text not null,
  rows integer not null,
  bad_rows integer not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null default now()
);
create index file_uploads_connection on file_uploads (connection_id, uploaded_at desc, id desc);

-- As JSON, so that what a sync stores of them is what a vendor's answer would be.
create table file_upload_pages (
  upload_id uuid not null references file_uploads on delete cascade,
  page integer not null,
  body text not null,
  primary key (upload_id, page)
);
