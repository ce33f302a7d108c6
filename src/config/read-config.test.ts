import { describe, expect, it } from 'vitest';

import { readConfig } from './read-config.ts';
import type { Setting } from './setting.ts';
import { SETTINGS } from './settings.ts';

describe('readConfig', () => {
  it('gives the defaults where nothing is set, and takes empty variables for not set', () => {
    const config = readConfig({ PORT: '', FFMPEG_PATH: '  ' });
    expect(config.port).toBe(3000);
    expect(config.host).toBe('127.0.0.1');
    expect(config.ffmpegPath).toBeUndefined();
    expect(config.maxUploadBytes).toBe(10 * 1024 ** 3);
    expect(config.ladder).toEqual([360, 480, 720, 1080]);
  });

  it('reads typed values', () => {
    const config = readConfig({
      PORT: '8080',
      LECTERN_LADDER: '720, 240',
      LECTERN_ECONOMY: 'small',
      LECTERN_DATA: '/srv/x',
    });
    expect(config).toMatchObject({ port: 8080, ladder: [720, 240], economy: 'small', dataFolder: '/srv/x' });
  });

  it('reports all problems at once, each with what was wanted', () => {
    const wrong = {
      PORT: '70000',
      LECTERN_LADDER: '360,17',
      LECTERN_ECONOMY: 'turbo',
      LECTERN_MAX_UPLOAD_BYTES: '10 GB',
    };
    expect(() => readConfig(wrong)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(
          /4 wrong settings.*PORT=70000: wanted at most 65535.*UPLOAD_BYTES=10 GB: wanted a whole number.*LADDER=360,17: wanted some of.*ECONOMY=turbo: wanted one of fast/,
        ) as string,
      }),
    );
  });
});

it('never repeats a secret, not even one that is wrong', () => {
  for (const url of ['postgres://lectern:s3cr3t#x@db/lectern', 'mysql://lectern:s3cr3t@db/lectern']) {
    const read = () => readConfig({ DATABASE_URL: url });
    expect(read).toThrow(/DATABASE_URL: wanted a URL such as/);
    expect(read).toThrow(expect.objectContaining({ message: expect.not.stringContaining('s3cr3t') as string }));
  }
});

it('takes the settings of a bucket together, or none', () => {
  const keys = { S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 's3cr3t' };
  expect(readConfig({ S3_BUCKET: 'lessons', ...keys })).toMatchObject({ s3Bucket: 'lessons', s3PathStyle: 'true' });
  expect(() => readConfig(keys)).toThrow(/S3_BUCKET: wanted the name/);
  expect(() => readConfig({ S3_BUCKET: 'lessons', S3_ACCESS_KEY_ID: 'id' })).toThrow(/S3_SECRET_ACCESS_KEY: wanted/);
  expect(() => readConfig({ S3_BUCKET: 'lessons', S3_PREFIX: '/videos' })).toThrow(/S3_PREFIX=\/videos: wanted a path/);
});

describe('SETTINGS', () => {
  it('has a unique name, a valid default and a sentence for each', () => {
    const all: Setting[] = Object.values(SETTINGS);
    expect(new Set(all.map((each) => each.name)).size).toBe(all.length);
    for (const each of all) {
      expect(each.schema.safeParse(each.defaultText).success).toBe(true);
      expect(each.doc).toMatch(/^[A-Z].*\.$/);
      expect(each.name).toMatch(
        /^(HOST|PORT|FFMPEG_PATH|FFPROBE_PATH|LECTERN_[A-Z_]+|DATABASE_[A-Z]+|REDIS_URL|SMTP_URL|MAIL_FROM|S3_[A-Z_]+|PUBLIC_MEDIA_URL)$/,
      );
    }
  });
});
