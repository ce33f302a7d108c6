import { z } from 'zod';

import { numberList, oneOf, path, secret, setting, urlOf, wholeNumber } from './setting.ts';

/** Every setting, once. The reference page and .env.example are made from this (scripts/write-reference.ts). */
export const SETTINGS = {
  host: setting(
    'HOST',
    z.string().min(1),
    '127.0.0.1',
    'Address to listen on; anything but a loopback address opens Lectern to the network.',
  ),
  port: setting('PORT', wholeNumber(0, 65_535), '3000', 'TCP port of the pages and the API; 0 takes a free one.'),
  dataFolder: setting('LECTERN_DATA', path, './data', 'Folder of the database, uploads and videos; back this up.'),
  apiKey: secret(
    'LECTERN_API_KEY',
    z.string().min(20, 'wanted at least 20 characters').optional(),
    "An administrator's key for scripts, sent as Authorization: Bearer; others are made in the pages.",
  ),
  secret: secret(
    'LECTERN_SECRET',
    z.string().min(32, 'wanted at least 32 characters').optional(),
    'Signs the addresses of private videos; made once and kept in the database when not set. A new one ends those that are out.',
  ),
  publicUrl: setting(
    'LECTERN_URL',
    urlOf('https://learn.example', 'http:', 'https:')
      .refine(
        (text) => new URL(text).pathname === '/' && new URL(text).search === '',
        'wanted an address without a path',
      )
      .transform((text) => new URL(text).origin)
      .optional(),
    undefined,
    'Address under which people reach Lectern, as links in mails and invitations name it; the one a request came to when not set.',
  ),
  trustedProxies: setting(
    'LECTERN_TRUSTED_PROXIES',
    z
      .string()
      .transform((text) => text.split(',').map((each) => each.trim()))
      .refine(
        (values) => values.every((value) => /^(loopback|linklocal|uniquelocal|[\da-f.:]+(\/\d{1,3})?)$/i.test(value)),
        'wanted addresses or networks such as 10.0.0.0/8,::1 or loopback, separated by commas',
      )
      .optional(),
    undefined,
    "Proxies whose X-Forwarded-For, -Proto and -Host are believed, so that limits count the visitor's own address.",
  ),
  adminEmail: setting(
    'LECTERN_ADMIN_EMAIL',
    z.email('wanted an e-mail').optional(),
    undefined,
    'E-mail of the administrator made at the first start; admin@lectern.local when not set.',
  ),
  adminPassword: secret(
    'LECTERN_ADMIN_PASSWORD',
    z.string().min(10, 'wanted at least 10 characters').max(128, 'wanted at most 128 characters').optional(),
    'Password of the administrator made at the first start; made up and printed once when not set.',
  ),
  sessionDays: setting(
    'LECTERN_SESSION_DAYS',
    wholeNumber(1, 365),
    '30',
    'Whoever has not been here for so many days signs in again.',
  ),
  smtpUrl: secret(
    'SMTP_URL',
    urlOf('smtps://user:password@mail.example:465', 'smtp:', 'smtps:').optional(),
    'SMTP server that sends invitations and links for new passwords; people hand links on when not set.',
  ),
  mailFrom: setting(
    'MAIL_FROM',
    z.string().regex(/@/, 'wanted an e-mail such as Lectern <lectern@learn.example>').optional(),
    undefined,
    'Sender of mails, such as Lectern <lectern@learn.example>.',
  ),
  logLevel: setting(
    'LECTERN_LOG_LEVEL',
    oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    'info',
    'How much the server tells on stderr.',
  ),
  ffmpegPath: setting(
    'FFMPEG_PATH',
    path.optional(),
    undefined,
    'The ffmpeg program, 5.1 or newer; searched on PATH when not set.',
  ),
  ffprobePath: setting(
    'FFPROBE_PATH',
    path.optional(),
    undefined,
    'The ffprobe program; searched beside ffmpeg, then on PATH, when not set.',
  ),
  maxUploadBytes: setting(
    'LECTERN_MAX_UPLOAD_BYTES',
    wholeNumber(1, 2 ** 50),
    '10737418240',
    'Largest file that is accepted, in bytes (10 GiB).',
  ),
  maxDurationHours: setting(
    'LECTERN_MAX_DURATION_HOURS',
    wholeNumber(1, 100),
    '12',
    'Longest video that is accepted, in hours.',
  ),
  maxResolution: setting(
    'LECTERN_MAX_RESOLUTION',
    wholeNumber(144, 4320),
    '4320',
    'Largest picture that is accepted, by short side in pixels: 2160 is 4K, 4320 is 8K.',
  ),
  instructorMaxUploadBytes: setting(
    'LECTERN_INSTRUCTOR_MAX_UPLOAD_BYTES',
    wholeNumber(1, 2 ** 50).optional(),
    undefined,
    'Largest file that instructors may upload, in bytes; the limit of administrators when not set or above it.',
  ),
  instructorMaxDurationHours: setting(
    'LECTERN_INSTRUCTOR_MAX_DURATION_HOURS',
    wholeNumber(1, 100).optional(),
    undefined,
    'Longest video that instructors may upload, in hours; the limit of administrators when not set or above it.',
  ),
  instructorMaxResolution: setting(
    'LECTERN_INSTRUCTOR_MAX_RESOLUTION',
    wholeNumber(144, 4320).optional(),
    undefined,
    'Largest picture that instructors may upload, by short side in pixels; the limit of administrators when not set or above it.',
  ),
  uploadExpiryHours: setting(
    'LECTERN_UPLOAD_EXPIRY_HOURS',
    wholeNumber(1, 10_000),
    '72',
    'An upload not finished this many hours after it began is removed.',
  ),
  diskReserveBytes: setting(
    'LECTERN_DISK_RESERVE_BYTES',
    wholeNumber(0, 2 ** 50),
    '1073741824',
    'New uploads are refused when they would leave less than this free, in bytes (1 GiB); below half of it work on videos waits.',
  ),
  ladder: setting(
    'LECTERN_LADDER',
    numberList([240, 360, 480, 720, 1080, 1440, 2160]),
    '360,480,720,1080',
    'Qualities to make, by short side in pixels; never more than the source has.',
  ),
  segmentSeconds: setting(
    'LECTERN_SEGMENT_SECONDS',
    wholeNumber(1, 10),
    '4',
    'Nominal length of a segment, in seconds.',
  ),
  economy: setting(
    'LECTERN_ECONOMY',
    oneOf(['fast', 'balanced', 'small']),
    'balanced',
    'What the encoder saves: fast saves time, small saves storage.',
  ),
  encodersAtOnce: setting(
    'LECTERN_ENCODERS_AT_ONCE',
    wholeNumber(0, 256),
    '0',
    'FFmpeg processes that may run at the same time; 0 means one for each processor core.',
  ),
  completionPercent: setting(
    'LECTERN_COMPLETION_PERCENT',
    wholeNumber(1, 100),
    '90',
    'How much of its video must really be played before a lesson counts as completed.',
  ),
  demo: setting(
    'LECTERN_DEMO',
    oneOf(['yes', 'no']),
    'yes',
    'Whether the very first start makes a small course to try everything with; it can be deleted like any other.',
  ),
  databaseUrl: secret(
    'DATABASE_URL',
    urlOf('postgres://lectern:password@db.example:5432/lectern', 'postgres:', 'postgresql:').optional(),
    'PostgreSQL 15 or newer that holds the tables, so that several processes can share them; the embedded database when not set.',
  ),
  databaseConnections: setting(
    'DATABASE_CONNECTIONS',
    wholeNumber(10, 1000),
    '16',
    'Connections to PostgreSQL that Lectern may hold at once; up to seven of them are kept for being told of news.',
  ),
  redisUrl: secret(
    'REDIS_URL',
    urlOf('redis://:password@redis.example:6379/0', 'redis:', 'rediss:').optional(),
    'Redis 6.2 or newer that holds the queue and carries events between processes; the database does both when not set.',
  ),
  s3Bucket: setting(
    'S3_BUCKET',
    z.string().min(3, 'wanted the name of a bucket').optional(),
    undefined,
    'Bucket of an S3-compatible store that holds what players get; the data folder when not set.',
  ),
  s3Endpoint: setting(
    'S3_ENDPOINT',
    urlOf('https://s3.example', 'http:', 'https:').optional(),
    undefined,
    "Address of the S3 server; Amazon's own by region when not set.",
  ),
  s3Region: setting('S3_REGION', z.string().min(1), 'us-east-1', 'Region of the bucket; many servers take any name.'),
  s3AccessKeyId: secret(
    'S3_ACCESS_KEY_ID',
    z.string().optional(),
    "Key that may read, write, list and delete in the bucket; the AWS SDK's own search, such as a machine's role, when not set.",
  ),
  s3SecretAccessKey: secret('S3_SECRET_ACCESS_KEY', z.string().optional(), 'The secret that belongs to that key.'),
  s3PathStyle: setting(
    'S3_PATH_STYLE',
    oneOf(['true', 'false']),
    'true',
    'Whether objects are addressed as endpoint/bucket/key; false: as bucket.endpoint/key.',
  ),
  s3Prefix: setting(
    'S3_PREFIX',
    z
      .string()
      .regex(/^[^/].*\/$/, 'wanted a path such as lessons/videos/, without / before it')
      .optional(),
    undefined,
    'Path inside the bucket under which everything lies, ending in /, such as lessons/videos/.',
  ),
  directUploads: setting(
    'LECTERN_DIRECT_UPLOADS',
    oneOf(['yes', 'no']),
    'no',
    'Whether browsers and programs may send files straight to the bucket, by addresses that Lectern signs; they must reach S3_ENDPOINT, and the bucket needs lectern cors.',
  ),
  publicMediaUrl: setting(
    'PUBLIC_MEDIA_URL',
    urlOf('https://cdn.example/public', 'http:', 'https:')
      .refine((text) => !/[?#]/.test(text), 'wanted an address without ? and #')
      .transform((text) => text.replace(/\/+$/, ''))
      .optional(),
    undefined,
    'Address of the folder public/ of the bucket, or of a CDN before it: public videos are played from there once they are ready.',
  ),
  segmentMemoryBytes: setting(
    'LECTERN_SEGMENT_MEMORY_BYTES',
    wholeNumber(0, 2 ** 40),
    '67108864',
    'Memory for segments that several viewers ask for within a minute, in bytes (64 MiB): a class costs one reading of the disk or the bucket; 0: none.',
  ),
  drainSeconds: setting(
    'LECTERN_DRAIN_SECONDS',
    wholeNumber(0, 300),
    '0',
    'Told to stop, the server answers on for so many seconds, and only /readyz says 503: longer than a load balancer that asks it takes to send people elsewhere; 0 where the proxy asks another server by itself, as those of deploy/ do.',
  ),
  accelPrefix: setting(
    'LECTERN_ACCEL_PREFIX',
    z
      .string()
      .regex(/^\/[\w/-]*\/$/, 'wanted a path such as /lectern-media/')
      .optional(),
    undefined,
    'Path of the internal location by which nginx sends segments from the data folder (X-Accel-Redirect); Lectern sends them itself when not set.',
  ),
} as const;

/** Name of a setting in the program. */
export type SettingKey = keyof typeof SETTINGS;

/** All values, typed. */
export type Config = { readonly [Key in SettingKey]: z.output<(typeof SETTINGS)[Key]['schema']> };
