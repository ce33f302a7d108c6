import { useDroppable } from '@dnd-kit/core';
import { SortableContext, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { ActionIcon, Menu } from '@mantine/core';
import { memo, useMemo, useState } from 'react';
import type { OutlineModule } from '../../../shared/api/studio/course-editing.ts';
import { TrashIcon } from '../../../shared/ui/icons.tsx';
import { text } from '../../text.ts';
import { InlineTitle } from '../../ui/inline-title.tsx';
import { DownIcon, GripIcon, MoreIcon, PlusIcon, UpIcon } from '../../ui/studio-icons.tsx';
import { ChooseFile } from '../../uploads/choose/choose-file.tsx';
import { ACCEPTED } from '../../uploads/choose/drop-zone.tsx';
import { AddByName } from './add-by-name.tsx';
import { LessonLine } from './lesson-line.tsx';
import type { LineContext } from './lesson-line.tsx';
import classes from './module-block.module.css';
import { NearViewport } from './near-viewport.tsx';
import { placeModule } from './ordering/order.ts';

const LINES_A_BLOCK = 25;
const LINE_PX = 62;

/** A module: its name, its lessons, and where lessons and files are added. */
export const ModuleBlock = memo(function ModuleBlock(props: {
  module: OutlineModule;
  /** 1 for the first. */
  number: number;
  context: LineContext;
  liftedId: string | undefined;
  isDragging: boolean;
  isFileOver: boolean;
  onFiles: (moduleId: string, files: File[]) => void;
}) {
  const { module, context } = props;
  const { editing } = context;
  const sortable = useSortable({ id: module.id, data: { kind: 'module' } });
  const end = useDroppable({ id: `end:${module.id}`, data: { kind: 'end', moduleId: module.id } });
  const [isAdding, setIsAdding] = useState(false);
  const ids = useMemo(() => module.lessons.map(({ id }) => id), [module.lessons]);
  const blocks = useMemo(
    () =>
      Array.from({ length: Math.ceil(module.lessons.length / LINES_A_BLOCK) }, (_, index) =>
        module.lessons.slice(index * LINES_A_BLOCK, (index + 1) * LINES_A_BLOCK),
      ),
    [module.lessons],
  );
  return (
    <section
      ref={sortable.setNodeRef}
      className={classes.module}
      aria-label={module.title}
      data-module={module.id}
      data-file-over={props.isFileOver || undefined}
      data-dragged={sortable.isDragging || undefined}
      style={{ transform: CSS.Translate.toString(sortable.transform), transition: sortable.transition }}
    >
      <header className={classes.head}>
        <span className={classes.handle} ref={sortable.setActivatorNodeRef} {...sortable.listeners}>
          <GripIcon size={18} />
        </span>
        <div className={classes.words}>
          <p className={classes.number}>{text.outline.moduleNumber(props.number)}</p>
          <InlineTitle title={module.title} onSave={(title) => void editing.renameModule(module.id, title)}>
            <h2 className={classes.title}>{module.title}</h2>
          </InlineTitle>
        </div>
        <span className={classes.count}>{text.lessons(module.lessons.length)}</span>
        <ModuleMenu module={module} number={props.number} context={context} />
      </header>
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        {blocks.map((block, index) => (
          <NearViewport key={index} estimatedHeight={block.length * LINE_PX} isHeld={props.isDragging}>
            {() => (
              <ol className={classes.lessons} start={index * LINES_A_BLOCK + 1}>
                {block.map((lesson) => (
                  <LessonLine
                    key={lesson.id}
                    lesson={lesson}
                    isLifted={props.liftedId === lesson.id}
                    context={context}
                  />
                ))}
              </ol>
            )}
          </NearViewport>
        ))}
      </SortableContext>
      <footer ref={end.setNodeRef} className={classes.foot}>
        {props.isFileOver ? (
          <p className={classes.dropHint}>{text.outline.dropInto(module.title)}</p>
        ) : isAdding ? (
          <AddByName
            label={text.outline.newLesson}
            onAdd={(title) => void editing.addLesson(module.id, title)}
            onClose={() => setIsAdding(false)}
          />
        ) : (
          <>
            <ChooseFile
              size="xs"
              variant="subtle"
              takesMany
              label={text.outline.upload}
              name={text.outline.uploadTo(module.title)}
              accept={ACCEPTED}
              icon={<PlusIcon size={16} />}
              onFiles={(files) => props.onFiles(module.id, files)}
            />
            <button type="button" className={classes.add} onClick={() => setIsAdding(true)}>
              <PlusIcon size={16} />
              {text.outline.addLesson}
            </button>
            {module.lessons.length === 0 && <span className={classes.hint}>{text.outline.emptyModule}</span>}
          </>
        )}
      </footer>
    </section>
  );
});

function ModuleMenu({ module, number, context }: { module: OutlineModule; number: number; context: LineContext }) {
  const { editing } = context;
  const moveTo = (index: number): void => editing.move((modules) => placeModule(modules, module.id, index));
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={text.actionsOf(module.title)}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<UpIcon size={16} />} disabled={number === 1} onClick={() => moveTo(number - 2)}>
          {text.outline.moduleUp}
        </Menu.Item>
        <Menu.Item leftSection={<DownIcon size={16} />} onClick={() => moveTo(number)}>
          {text.outline.moduleDown}
        </Menu.Item>
        <Menu.Item
          color="red"
          leftSection={<TrashIcon size={16} />}
          onClick={() => void editing.removeModule(module.id, module.title)}
        >
          {text.moveToBin}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
