import { describe, expect, it } from 'vitest';

import { sniffContainer } from './sniff-container.ts';

/** Latin-1 text as bytes. */
function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function packets(size: number, first: number, count = 6): Uint8Array {
  const bytes = new Uint8Array(first + size * count).fill(0xff);
  for (let i = 0; i < count; i++) bytes[first + i * size] = 0x47;
  return bytes;
}

describe('sniffContainer', () => {
  it.each([
    ['MP4', latin('\0\0\0\x1cftypisom'), 'mov'],
    ['QuickTime without ftyp', latin('\0\0\0\x08wide\0\0\x10\0mdat'), 'mov'],
    ['a fragment', latin('\0\0\0\x18styp'), 'mov'],
    ['Matroska and WebM', latin('\x1aE\xdf\xa3'), 'matroska'],
    ['Ogg', latin('OggS\0'), 'ogg'],
    ['FLV', latin('FLV\x01'), 'flv'],
    ['AVI', latin('RIFF\x10\0\0\0AVI LIST'), 'avi'],
    ['WAVE', latin('RIFF\x10\0\0\0WAVEfmt '), 'wav'],
    ['ASF (WMV)', latin('0&\xb2u\x8ef\xcf\x11'), 'asf'],
    ['MPEG program stream', latin('\0\0\x01\xba'), 'mpeg'],
    ['MPEG video', latin('\0\0\x01\xb3'), 'mpegvideo'],
    ['MXF', latin('\x06\x0e+4'), 'mxf'],
    ['IVF', latin('DKIF'), 'ivf'],
    ['FLAC', latin('fLaC'), 'flac'],
    ['MPEG transport stream', packets(188, 0), 'mpegts'],
    ['a transport stream from a camcorder', packets(192, 4), 'mpegts'],
    ['two packets of a transport stream', packets(188, 0, 2), 'mpegts'],
    ['MP3 with a tag', latin('ID3\x04'), 'mp3'],
    ['MP3', Uint8Array.of(0xff, 0xfb, 0x90, 0x64), 'mp3'],
    ['MP2', Uint8Array.of(0xff, 0xfd, 0xb4, 0x04), 'mp3'],
    ['AAC', Uint8Array.of(0xff, 0xf1, 0x50, 0x80), 'aac'],
  ])('knows %s', (_name, head, demuxer) => {
    expect(sniffContainer(head)).toBe(demuxer);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a byte', Uint8Array.of(0)],
    ['text', latin('This is a letter.')],
    ['text in UTF-16', Uint8Array.of(0xff, 0xfe, 0x23, 0x00, 0x45, 0x00)],
    ['text in UTF-16, the other way round', Uint8Array.of(0xfe, 0xff, 0x00, 0x23)],
    ['text in UTF-8 with a mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x23)],
    ['bytes of ones', new Uint8Array(1024).fill(0xff)],
    ['an HLS playlist', latin('#EXTM3U\n#EXT-X-VERSION:3\n')],
    ['a DASH manifest', latin('<?xml version="1.0"?><MPD>')],
    ['a concat script', latin("ffconcat version 1.0\nfile 'a'\n")],
    ['an SDP file', latin('v=0\no=- 0 0 IN IP4 127.0.0.1\n')],
    ['a PNG', latin('\x89PNG\r\n\x1a\n')],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)],
    ['a GIF', latin('GIF89a')],
    ['an SVG', latin('<svg xmlns="http://www.w3.org/2000/svg">')],
    ['a PDF', latin('%PDF-1.7')],
    ['a ZIP', latin('PK\x03\x04')],
    ['a shell script', latin('#!/bin/sh\nexit\n')],
    ['a WebP under RIFF', latin('RIFF\x10\0\0\0WEBPVP8 ')],
    ['a single 0x47', Uint8Array.of(0x47, 1, 2, 3)],
    ['text with a G every now and then', latin('G'.padEnd(188, 'a') + 'b')],
  ])('hands %s to no demuxer', (_name, head) => {
    expect(sniffContainer(head)).toBeUndefined();
  });
});
