import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { FileStore } from '@tus/file-store';
import { EVENTS, Server as TusServer } from '@tus/server';
import type { VideoView } from '../src/http/video-view.ts';
import type { Handler } from './site.ts';

const ROOT = '/api/v1';
const PAGE_SIZE = 25;

/**
 * The server's API without the work behind it: videos are what the test says, and change when it says so.
 *
 * Uploads are real (tus, on disk) and so is the event stream; types are the server's own.
 */
export class FakeApi {
  readonly #videos: VideoView[] = [];
  readonly #streams = new Set<{ response: ServerResponse; only: readonly string[] | undefined }>();
  readonly #tus: TusServer;
  maxUploadBytes = 10 * 1024 ** 3;
  /** While set, every call is answered with this error. */
  failure: { status: number; code: string; message: string; action: string } | undefined;
  /** While true, calls and event streams are cut off without an answer. */
  isDown = false;

  constructor(uploadFolder: string) {
    this.#tus = new TusServer({
      path: `${ROOT}/uploads`,
      relativeLocation: true,
      datastore: new FileStore({ directory: uploadFolder }),
      namingFunction: () => randomUUID(),
      onUploadCreate: (_request, upload) => {
        const fileName = upload.metadata?.['filename'] ?? 'unnamed';
        this.put({ id: upload.id, title: fileName.replace(/\.\w+$/, ''), fileName, state: 'uploading' });
        return Promise.resolve({});
      },
      onUploadFinish: (_request, upload) => {
        this.put({ id: upload.id, state: 'processing' });
        return Promise.resolve({});
      },
    });
    this.#tus.on(EVENTS.POST_TERMINATE, (_request, _response, id) => this.remove(id));
  }

  /** Adds a video or changes one, and tells every open page. */
  put(change: Partial<VideoView>): VideoView {
    const at = this.#videos.findIndex(({ id }) => id === change.id);
    const video = { ...(this.#videos[at] ?? blankVideo()), ...change, updatedAt: new Date().toISOString() };
    if (at === -1) this.#videos.unshift(video);
    else this.#videos[at] = video;
    this.#tell('video', video);
    return video;
  }

  remove(id: string): void {
    const at = this.#videos.findIndex((video) => video.id === id);
    if (at !== -1) this.#videos.splice(at, 1);
    this.#tell('deleted', { id });
  }

  find(id: string): VideoView | undefined {
    return this.#videos.find((video) => video.id === id);
  }

  list(): readonly VideoView[] {
    return this.#videos;
  }

  get streamCount(): number {
    return this.#streams.size;
  }

  /** Ends every event stream, as a restarting server does. */
  cutStreams(): void {
    for (const { response } of this.#streams) response.destroy();
  }

  readonly handle: Handler = async (request, response, path) => {
    if (!path.startsWith(ROOT)) return false;
    if (this.isDown) {
      response.destroy();
      return true;
    }
    if (this.failure !== undefined) {
      const { status, ...error } = this.failure;
      send(response, status, { error: { ...error, requestId: 'test' } });
      return true;
    }
    const place = path.slice(ROOT.length);
    if (place.startsWith('/uploads')) {
      await this.#tus.handle(request, response);
      return true;
    }
    if (place === '/session') send(response, 200, { person: ADA, canResetByMail: false });
    else if (place === '/events') this.#openStream(request, response);
    else if (place === '/limits') {
      send(response, 200, {
        maxUploadBytes: this.maxUploadBytes,
        maxDurationSeconds: 12 * 3600,
        maxShortSide: 4320,
        formats: ['mp4', 'mov', 'mkv', 'webm', 'avi', 'mpg', 'ts', 'wmv', 'flv', 'ogv', '3gp', 'mp3', 'm4a', 'wav'],
        directUploads: false,
      });
    } else if (place === '/courses') send(response, 200, { courses: [] });
    else if (place === '/videos') this.#list(request, response);
    else await this.#one(request, response, place);
    return true;
  };

  #list(request: IncomingMessage, response: ServerResponse): void {
    const start = Number(new URL(request.url ?? '', 'http://api').searchParams.get('cursor') ?? 0);
    const videos = this.#videos.slice(start, start + PAGE_SIZE);
    const end = start + videos.length;
    send(response, 200, { videos, ...(end < this.#videos.length && { nextCursor: String(end) }) });
  }

  async #one(request: IncomingMessage, response: ServerResponse, place: string): Promise<void> {
    const [, , id = '', verb] = place.split('/');
    const video = this.find(decodeURIComponent(id));
    if (video === undefined) {
      const action = 'Check the address; the video may have been deleted.';
      send(response, 404, { error: { code: 'VIDEO_NOT_FOUND', message: 'There is no such video.', action } });
    } else if (request.method === 'DELETE') {
      this.remove(video.id);
      response.writeHead(204).end();
    } else if (request.method === 'PATCH') {
      send(response, 200, this.put({ id: video.id, ...((await readJson(request)) as { title: string }) }));
    } else if (verb === 'retry') send(response, 200, this.put({ id: video.id, state: 'processing', error: undefined }));
    else if (verb === 'cancel') send(response, 200, this.put({ id: video.id, state: 'failed', error: CANCELLED }));
    else send(response, 200, video);
  }

  #openStream(request: IncomingMessage, response: ServerResponse): void {
    const only = new URL(request.url ?? '', 'http://api').searchParams.get('videos')?.split(',');
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    const stream = { response, only };
    this.#streams.add(stream);
    response.on('close', () => this.#streams.delete(stream));
    const videos = this.#videos.filter(({ id }) => only?.includes(id) ?? true);
    response.write(`event: snapshot\ndata: ${JSON.stringify({ videos })}\n\n`);
  }

  #tell(event: 'video' | 'deleted', data: { id: string }): void {
    for (const { response, only } of this.#streams) {
      if (only?.includes(data.id) ?? true) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  }
}

const ADA = { id: 'ada', name: 'Ada Lovelace', email: 'ada@example.org', role: 'admin' };

const CANCELLED = {
  code: 'CANCELLED',
  message: 'Preparing this video was cancelled.',
  action: 'Retry when you want it after all.',
};

function blankVideo(): VideoView {
  return {
    id: randomUUID(),
    title: '',
    fileName: '',
    mayDelete: true,
    state: 'processing',
    playable: false,
    renditions: [],
    progress: { percent: 0, perRendition: {} },
    notes: [],
    createdAt: new Date().toISOString(),
    updatedAt: new Date().toISOString(),
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return JSON.parse(Buffer.concat(pieces).toString('utf8'));
}
