import { useQuery } from '@tanstack/react-query';
import { formatBytes, formatPercent } from '../../shared/format.ts';
import { storageQuery } from '../api/admin-queries.ts';
import type { CourseStorage, Storage } from '../api/admin-types.ts';
import { text } from '../text.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Bar, Figures } from '../ui/figures.tsx';
import { Answered, Nothing, Page, Section } from '../ui/page.tsx';

/** Where the bytes are. */
export function StoragePage() {
  const query = useQuery(storageQuery);
  return (
    <Page title={text.storage.title} hint={text.storage.hint}>
      <Answered query={query}>{(storage) => <Content storage={storage} />}</Answered>
    </Page>
  );
}

function Content({ storage }: { storage: Storage }) {
  const words = text.storage;
  const total = storage.originalBytes + storage.renditionBytes + storage.attachmentBytes;
  const shareOf = (bytes: number): number => (total === 0 ? 0 : bytes / total);
  const share = (bytes: number) => (
    <>
      {words.shareOf(formatPercent(shareOf(bytes) * 100))}
      <Bar share={shareOf(bytes)} />
    </>
  );
  return (
    <>
      <Figures
        figures={[
          { name: words.total, value: formatBytes(total) },
          {
            name: words.free,
            value: formatBytes(storage.freeBytes),
            hint: words.freeHint(formatBytes(storage.reserveBytes)),
          },
          { name: words.originals, value: formatBytes(storage.originalBytes) },
          { name: words.renditions, value: formatBytes(storage.renditionBytes) },
          { name: words.attachments, value: formatBytes(storage.attachmentBytes) },
        ]}
      />
      {total === 0 && <Nothing title={words.nothing} />}
      {storage.courses.length > 0 && (
        <Section title={words.byCourse}>
          <DataTable<CourseStorage>
            label={words.byCourse}
            rows={storage.courses}
            rowKey={({ id }) => id ?? ''}
            columns={[
              { title: words.course, isHead: true, cell: (row) => nameOf(row) },
              { title: words.videos, isNumber: true, cell: ({ videos }) => videos },
              { title: words.originals, isNumber: true, cell: (row) => formatBytes(row.originalBytes) },
              { title: words.renditions, isNumber: true, cell: (row) => formatBytes(row.renditionBytes) },
              { title: words.attachments, isNumber: true, cell: (row) => formatBytes(row.attachmentBytes) },
              {
                title: words.share,
                cell: (row) => share(row.originalBytes + row.renditionBytes + row.attachmentBytes),
              },
            ]}
          />
        </Section>
      )}
      {storage.renditions.length > 0 && (
        <Section title={words.byRendition}>
          <DataTable
            label={words.byRendition}
            rows={storage.renditions}
            rowKey={({ id }) => id}
            columns={[
              { title: words.quality, isHead: true, cell: ({ id }) => (id.startsWith('audio') ? words.audio : id) },
              { title: words.videos, isNumber: true, cell: ({ videos }) => videos },
              { title: words.size, isNumber: true, cell: ({ bytes }) => formatBytes(bytes) },
              { title: words.share, cell: ({ bytes }) => share(bytes) },
            ]}
          />
        </Section>
      )}
    </>
  );
}

function nameOf({ id, title, isDeleted }: CourseStorage) {
  if (id === undefined) return <a href="/admin/videos?filter=orphaned">{text.storage.noCourse}</a>;
  return isDeleted ? `${title ?? id} (${text.storage.inBin})` : <a href={`/studio/courses/${id}`}>{title ?? id}</a>;
}
