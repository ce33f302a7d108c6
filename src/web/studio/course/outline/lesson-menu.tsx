import { ActionIcon, Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { OutlineLesson } from '../../../shared/api/studio/course-editing.ts';
import { PencilIcon, TrashIcon } from '../../../shared/ui/icons.tsx';
import { text } from '../../text.ts';
import { CopyIcon, DownIcon, EyeIcon, MoreIcon, TextIcon, UpIcon } from '../../ui/studio-icons.tsx';
import { stepLesson } from './ordering/order.ts';
import type { OutlineEditing } from './use-outline-editing.ts';

/** Everything that can be done with a lesson of the outline. */
export function LessonMenu(props: { lesson: OutlineLesson; editing: OutlineEditing; onRename: () => void }) {
  const { lesson, editing } = props;
  const { id, title } = lesson;
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={text.actionsOf(title)}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<TextIcon size={16} />}
          onClick={() => void navigate({ to: '/studio/lessons/$id', params: { id } })}
        >
          {text.outline.editLesson}
        </Menu.Item>
        <Menu.Item leftSection={<PencilIcon size={16} />} onClick={props.onRename}>
          {text.renameShort}
        </Menu.Item>
        <Menu.Item leftSection={<EyeIcon size={16} />} component="a" href={`/lessons/${id}`}>
          {text.viewAsStudent}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<UpIcon size={16} />}
          onClick={() => editing.move((modules) => stepLesson(modules, id, -1))}
        >
          {text.outline.up}
        </Menu.Item>
        <Menu.Item
          leftSection={<DownIcon size={16} />}
          onClick={() => editing.move((modules) => stepLesson(modules, id, 1))}
        >
          {text.outline.down}
        </Menu.Item>
        <Menu.Item leftSection={<CopyIcon size={16} />} onClick={() => void editing.duplicateLesson(id)}>
          {text.duplicate}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="red"
          leftSection={<TrashIcon size={16} />}
          onClick={() => void editing.removeLesson(id, title)}
        >
          {text.moveToBin}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
