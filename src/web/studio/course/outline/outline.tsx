import { DndContext, DragOverlay, MouseSensor, TouchSensor, closestCenter, useSensor, useSensors } from '@dnd-kit/core';
import type { CollisionDetection, DragEndEvent, DragOverEvent } from '@dnd-kit/core';
import { SortableContext, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { CourseOutline, OutlineModule } from '../../../shared/api/studio/course-editing.ts';
import { limitsQuery } from '../../../shared/api/video-queries.ts';
import { formatBytes } from '../../../shared/format.ts';
import { UploadIcon } from '../../../shared/ui/icons.tsx';
import { text } from '../../text.ts';
import { Empty } from '../../ui/page-states.tsx';
import { PlusIcon } from '../../ui/studio-icons.tsx';
import { ChooseFile } from '../../uploads/choose/choose-file.tsx';
import { ACCEPTED } from '../../uploads/choose/drop-zone.tsx';
import { Refusals } from '../../uploads/choose/refusals.tsx';
import type { Refusal } from '../../uploads/choose/refusals.tsx';
import { sendFile } from '../../uploads/send-file.ts';
import { AddByName } from './add-by-name.tsx';
import { addLectures } from './files/add-lectures.ts';
import { LessonGhost } from './lesson-line.tsx';
import { ModuleBlock } from './module-block.tsx';
import { findLesson, placeLesson, placeModule } from './ordering/order.ts';
import classes from './outline.module.css';
import { useCarrying } from './ordering/use-carrying.ts';
import { useFileDrop } from './files/use-file-drop.ts';
import { useOutlineEditing } from './use-outline-editing.ts';

type Modules = readonly OutlineModule[];

/** Modules and lessons of a course: added, named, ordered, published, and files dropped in. */
export function Outline({ course }: { course: CourseOutline }) {
  const editing = useOutlineEditing(course.id);
  const limits = useQuery(limitsQuery).data;
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const [isAdding, setIsAdding] = useState(false);
  const [dragged, setDragged] = useState<{ id: string; modules: Modules }>();
  const carrying = useCarrying(course.modules, editing);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 8 } }),
  );
  const modules = dragged?.modules ?? carrying.modules ?? course.modules;
  const moduleIds = useMemo(() => modules.map(({ id }) => id), [modules]);

  const upload = useCallback(
    async (moduleId: string | undefined, files: readonly File[]): Promise<void> => {
      const target = moduleId ?? course.modules.at(-1)?.id ?? (await editing.addModule(text.outline.firstModule));
      if (target !== undefined) setRefusals(await addLectures(target, files, limits, editing.reload));
    },
    [course.modules, editing, limits],
  );
  const filesOver = useFileDrop((moduleId, files) => void upload(moduleId, files));
  const { onHandleKey, onHandleBlur } = carrying;
  const context = useMemo(
    () => ({
      editing,
      onHandleKey,
      onHandleBlur,
      onFile: (lessonId: string, file: File): void => {
        const reason = sendFile(file, limits, { lessonId });
        setRefusals(reason === undefined ? [] : [{ fileName: file.name, reason }]);
      },
    }),
    [editing, onHandleKey, onHandleBlur, limits],
  );
  const onModuleFiles = useCallback((id: string, files: File[]) => void upload(id, files), [upload]);

  /** While it is dragged over another module, the lesson belongs there. */
  const onDragOver = ({ active, over }: DragOverEvent): void => {
    if (dragged === undefined || over === null || active.data.current?.['kind'] !== 'lesson') return;
    const target = placeOf(dragged.modules, over.id);
    const from = findLesson(dragged.modules, String(active.id));
    if (target === undefined || from === undefined || from.module.id === target.moduleId) return;
    setDragged({
      ...dragged,
      modules: placeLesson(dragged.modules, dragged.id, target.moduleId, target.index),
    });
  };
  const onDragEnd = ({ active, over }: DragEndEvent): void => {
    const shown = dragged?.modules;
    setDragged(undefined);
    if (shown === undefined || over === null) return;
    const id = String(active.id);
    if (active.data.current?.['kind'] === 'module') {
      const index = shown.findIndex((module) => module.id === over.id);
      if (index !== -1 && id !== over.id) editing.move((latest) => placeModule(latest, id, index));
      return;
    }
    const from = findLesson(course.modules, id);
    const to = over.id === active.id ? placeOf(shown, id) : placeOf(shown, over.id);
    if (to === undefined || (from?.module.id === to.moduleId && from.index === to.index)) return;
    editing.move((latest) => placeLesson(latest, id, to.moduleId, to.index));
  };

  return (
    <>
      <p id="how-to-move" hidden>
        {text.outline.howToMove}
      </p>
      <div className={classes.announcement} role="status" aria-live="assertive">
        {carrying.announcement}
      </div>
      <Refusals refusals={refusals} onDismiss={() => setRefusals([])} />
      {course.modules.length === 0 && !isAdding && (
        <Empty title={text.outline.empty} hint={text.outline.emptyHint}>
          <div className={classes.first}>
            <ChooseFile
              variant="filled"
              takesMany
              label={text.outline.upload}
              accept={ACCEPTED}
              icon={<UploadIcon size={18} />}
              onFiles={(files) => void upload(undefined, files)}
            />
            <Button variant="default" onClick={() => setIsAdding(true)}>
              {text.outline.addModule}
            </Button>
          </div>
        </Empty>
      )}
      <DndContext
        sensors={sensors}
        collisionDetection={closestOfItsKind}
        onDragStart={({ active }) => setDragged({ id: String(active.id), modules: course.modules })}
        onDragOver={onDragOver}
        onDragEnd={onDragEnd}
        onDragCancel={() => setDragged(undefined)}
        accessibility={{ announcements: SILENT, screenReaderInstructions: { draggable: '' } }}
      >
        <SortableContext items={moduleIds} strategy={verticalListSortingStrategy}>
          <div className={classes.modules}>
            {modules.map((module, index) => (
              <ModuleBlock
                key={module.id}
                module={module}
                number={index + 1}
                context={context}
                liftedId={carrying.lessonId}
                isDragging={dragged !== undefined}
                isFileOver={filesOver === module.id}
                onFiles={onModuleFiles}
              />
            ))}
          </div>
        </SortableContext>
        <DragOverlay dropAnimation={null}>
          {dragged !== undefined && <LessonGhost title={titleOf(dragged.modules, dragged.id)} />}
        </DragOverlay>
      </DndContext>
      {isAdding ? (
        <div className={classes.adding}>
          <AddByName
            label={text.outline.newModule}
            onAdd={(title) => void editing.addModule(title)}
            onClose={() => setIsAdding(false)}
          />
        </div>
      ) : (
        course.modules.length > 0 && (
          <Button
            className={classes.addModule}
            variant="default"
            leftSection={<PlusIcon size={18} />}
            onClick={() => setIsAdding(true)}
          >
            {text.outline.addModule}
          </Button>
        )
      )}
      {limits !== undefined && (
        <p className={classes.limits}>
          {text.outline.limits(formatBytes(limits.maxUploadBytes), Math.round(limits.maxDurationSeconds / 3600))}
        </p>
      )}
      {filesOver === '' && (
        <div className={classes.pageDrop} aria-hidden="true">
          {text.outline.dropOnPage(course.modules.at(-1)?.title ?? text.outline.firstModule)}
        </div>
      )}
    </>
  );
}

/** Our own words are said by `useCarrying`; dragging with a pointer needs none. */
const SILENT = {
  onDragStart: () => undefined,
  onDragOver: () => undefined,
  onDragEnd: () => undefined,
  onDragCancel: () => undefined,
};

/** Modules go between modules; lessons between lessons, or to the end of a module. */
const closestOfItsKind: CollisionDetection = (args) => {
  const isModule = args.active.data.current?.['kind'] === 'module';
  return closestCenter({
    ...args,
    droppableContainers: args.droppableContainers.filter(
      ({ data }) => (data.current?.['kind'] === 'module') === isModule,
    ),
  });
};

function placeOf(modules: Modules, id: string | number): { moduleId: string; index: number } | undefined {
  const end = modules.find((module) => id === `end:${module.id}`);
  if (end !== undefined) return { moduleId: end.id, index: end.lessons.length };
  const place = findLesson(modules, String(id));
  return place === undefined ? undefined : { moduleId: place.module.id, index: place.index };
}

function titleOf(modules: Modules, id: string): string {
  return findLesson(modules, id)?.lesson.title ?? modules.find((module) => module.id === id)?.title ?? '';
}
