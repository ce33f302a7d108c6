import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { binQuery } from '../../shared/api/studio/bin.ts';
import type { BinItem } from '../../shared/api/studio/bin.ts';
import { courseEditing } from '../../shared/api/studio/course-editing.ts';
import { lessonEditing } from '../../shared/api/studio/lesson-editing.ts';
import { formatAge } from '../../shared/format.ts';
import { tell } from '../../shared/ui/toasts.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { text } from '../text.ts';
import { Empty, Loaded } from '../ui/page-states.tsx';
import { RestoreIcon } from '../ui/studio-icons.tsx';
import { tellProblem } from '../ui/tell-problem.ts';
import classes from './bin-page.module.css';

const RESTORE = {
  course: courseEditing.restore,
  module: courseEditing.restoreModule,
  lesson: lessonEditing.restore,
} as const;

/** What was taken away and can still be brought back. */
export function BinPage() {
  usePageTitle(text.bin.title);
  const query = useQuery({ ...binQuery, staleTime: 0 });
  return (
    <>
      <h1 className={classes.title}>{text.bin.title}</h1>
      <p className={classes.hint}>{text.bin.hint}</p>
      <Loaded query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={text.bin.empty} hint={text.bin.emptyHint} />
          ) : (
            <ul className={classes.list} aria-label={text.bin.title}>
              {items.map((item) => (
                <BinRow key={item.id} item={item} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function BinRow({ item }: { item: BinItem }) {
  const client = useQueryClient();
  const restore = useMutation({
    mutationFn: () => RESTORE[item.kind](item.id),
    onError: tellProblem,
    onSuccess: async () => {
      tell(text.bin.restored(item.title));
      await client.invalidateQueries({ queryKey: ['studio'] });
    },
  });
  return (
    <li className={classes.row}>
      <div>
        <h2>{item.title}</h2>
        <p>
          {text.bin.kinds[item.kind]}
          {item.courseTitle !== undefined && ` · ${item.courseTitle}`}
          {` · ${text.bin.deleted(formatAge(new Date(item.deletedAt), new Date()))} · ${text.bin.purged(item.purgeAt)}`}
        </p>
      </div>
      <Button
        variant="default"
        leftSection={<RestoreIcon size={16} />}
        loading={restore.isPending}
        aria-label={text.bin.restoreTitle(item.title)}
        onClick={() => restore.mutate()}
      >
        {text.bin.restore}
      </Button>
    </li>
  );
}
