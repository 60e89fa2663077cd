drop table if exists limit_staging, limit_accounts, limit_people;
create table limit_people (id bigint generated always as identity primary key, email text not null unique, name text not null, status text not null default 'active', created_at timestamptz not null default now());
create table limit_accounts (
  id bigint generated always as identity primary key, external_id text not null unique, person_id bigint references limit_people,
  email text, username text, display_name text, given_name text, family_name text, title text, department text, employee_number text,
  manager_external_id text, is_admin boolean, active boolean not null, modified_at timestamptz, updated_at timestamptz not null default now());
create index limit_accounts_person on limit_accounts (person_id);
create unlogged table limit_staging (
  external_id text not null, email text, username text, display_name text, given_name text, family_name text, title text, department text, employee_number text,
  manager_external_id text, is_admin boolean, active boolean not null, modified_at timestamptz);
