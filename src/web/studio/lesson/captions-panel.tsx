import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { lessonEditing } from '../../shared/api/studio/lesson-editing.ts';
import type { CaptionFile, EditedLesson } from '../../shared/api/studio/lesson-editing.ts';
import { text } from '../text.ts';
import { Panel } from '../ui/panel.tsx';
import { PlusIcon } from '../ui/studio-icons.tsx';
import { explain, tellProblem } from '../ui/tell-problem.ts';
import { ChooseFile } from '../uploads/choose/choose-file.tsx';
import { guessLanguage, nameLanguage } from './caption-language.ts';
import classes from './lists.module.css';

/** Caption files of a lesson: added, looked at, removed. */
export function CaptionsPanel(props: { lesson: EditedLesson; onChanged: () => Promise<void> }) {
  const { lesson, onChanged } = props;
  const [chosen, setChosen] = useState<File>();
  const remove = useMutation({
    mutationFn: (id: string) => lessonEditing.removeCaptions(lesson.id, id),
    onError: tellProblem,
    onSuccess: onChanged,
  });
  const hide = useMutation({
    mutationFn: ({ id, isHidden }: { id: string; isHidden: boolean }) =>
      lessonEditing.hideCaptions(lesson.id, id, isHidden),
    onError: tellProblem,
    onSuccess: onChanged,
  });
  return (
    <Panel title={text.captions.heading} hint={text.captions.hint}>
      <ul className={classes.list}>
        {lesson.captions.map((file) => (
          <CaptionRow
            key={file.id}
            file={file}
            onRemove={() => remove.mutate(file.id)}
            onHide={(isHidden) => hide.mutate({ id: file.id, isHidden })}
          />
        ))}
      </ul>
      {chosen === undefined ? (
        <div className={classes.actions}>
          <ChooseFile
            size="xs"
            label={text.captions.add}
            accept=".vtt,.srt,text/vtt"
            icon={<PlusIcon size={16} />}
            onFiles={([file]) => setChosen(file)}
          />
        </div>
      ) : (
        <NewCaptions
          key={chosen.name}
          lessonId={lesson.id}
          file={chosen}
          onFile={setChosen}
          onClose={() => setChosen(undefined)}
          onAdded={onChanged}
        />
      )}
    </Panel>
  );
}

/** One file: whose it is, and what can be done about it. */
function CaptionRow(props: { file: CaptionFile; onRemove: () => void; onHide: (isHidden: boolean) => void }) {
  const { id, language, label, url, source, hiddenBy } = props.file;
  const isHidden = hiddenBy === 'editor';
  return (
    <li className={classes.row} data-captions={id}>
      <div className={classes.grow}>
        <a href={url}>{label}</a>
        {source === 'video' && <p className={classes.origin}>{text.captions.origin[hiddenBy ?? 'shown']}</p>}
      </div>
      <span className={classes.quiet}>{language}</span>
      {source === 'video' ? (
        hiddenBy !== 'upload' && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            aria-label={isHidden ? text.captions.showOf(label) : text.captions.hideOf(label)}
            onClick={() => props.onHide(!isHidden)}
          >
            {isHidden ? text.captions.show : text.captions.hide}
          </Button>
        )
      ) : (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          aria-label={text.captions.remove(label)}
          onClick={props.onRemove}
        >
          {text.remove}
        </Button>
      )}
    </li>
  );
}

function NewCaptions(props: {
  lessonId: string;
  file: File;
  onFile: (file: File | undefined) => void;
  onClose: () => void;
  onAdded: () => Promise<void>;
}) {
  const [language, setLanguage] = useState(() => guessLanguage(props.file.name));
  const [label, setLabel] = useState(() => nameLanguage(language));
  const add = useMutation({
    mutationFn: () => lessonEditing.addCaptions(props.lessonId, language.trim(), label.trim(), props.file),
    onSuccess: async () => {
      props.onClose();
      await props.onAdded();
    },
  });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <p className={classes.fileName}>{props.file.name}</p>
      <div className={classes.pair}>
        <TextInput
          size="sm"
          label={text.captions.language}
          description={text.captions.languageHint}
          value={language}
          maxLength={35}
          required
          onChange={(event) => {
            const next = event.currentTarget.value;
            if (label === nameLanguage(language)) setLabel(nameLanguage(next));
            setLanguage(next);
          }}
        />
        <TextInput
          size="sm"
          label={text.captions.label}
          description={text.captions.labelHint}
          value={label}
          maxLength={100}
          required
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
      </div>
      {add.error !== null && (
        <p className={classes.fault} role="alert">
          {explain(add.error)}
        </p>
      )}
      <div className={classes.actions}>
        <Button size="xs" type="submit" loading={add.isPending}>
          {text.captions.save}
        </Button>
        <ChooseFile
          size="xs"
          label={text.captions.otherFile}
          accept=".vtt,.srt,text/vtt"
          onFiles={([file]) => {
            add.reset();
            props.onFile(file);
          }}
        />
        <Button size="xs" variant="subtle" color="gray" onClick={props.onClose}>
          {text.cancel}
        </Button>
      </div>
    </form>
  );
}
