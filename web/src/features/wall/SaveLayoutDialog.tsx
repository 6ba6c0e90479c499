// Names a layout and tells whether the whole room may use it.
import { useState, type SyntheticEvent } from "react";
import { Button, Group, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  opened: boolean;
  /** Sharing with the room needs the right to supervise. */
  mayShare: boolean;
  onClose: () => void;
  onSave: (name: string, share: boolean) => Promise<boolean>;
}

export function SaveLayoutDialog({ opened, mayShare, onClose, onSave }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [share, setShare] = useState(false);
  const [busy, setBusy] = useState(false);

  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (name.trim() === "") return;
    setBusy(true);
    const saved = await onSave(name.trim(), share);
    setBusy(false);
    if (!saved) return;
    setName("");
    setShare(false);
    onClose();
  };

  return (
    <Modal opened={opened} onClose={onClose} title={t("wall.saveTitle")} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <TextInput
            label={t("wall.name")}
            placeholder={t("wall.nameHint")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={80}
            data-autofocus
            required
          />
          {mayShare && <Switch label={t("wall.share")} checked={share} onChange={(event) => setShare(event.currentTarget.checked)} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("shell.cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={name.trim() === ""}>
              {t("wall.saveButton")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
