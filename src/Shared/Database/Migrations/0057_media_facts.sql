-- What the platforms' rules ask of a file beyond its size, and the name people know it by. Null: not known, of what was uploaded before, and not judged.
alter table media_assets
    add column frames_per_second double precision check (frames_per_second > 0),
    add column audio_codec       text,
    add column jpeg_kind         text check (jpeg_kind in ('mpo', 'jps', 'cmyk')),
    add column file_name         text check (file_name <> '' and length(file_name) <= 120);
