// Add or change a camera (right: see rights.ts).
import { useState, type SyntheticEvent } from "react";
import { Alert, Button, Drawer, Group, PasswordInput, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { addCamera, changeCamera } from "@/api/endpoints";
import type { Camera } from "@/api/types";
import { failureText } from "@/ui/failureText";
import { say } from "@/ui/toasts";
import { useCommunes } from "@/features/law/useCommunes";
import { draftOf, problemsOf, requestOf, type CameraDraft, type DraftProblems } from "./draft";
import { loadCameras } from "./store";

interface Props {
  opened: boolean;
  camera: Camera | null;
  onClose: () => void;
}

export function CameraForm({ opened, camera, onClose }: Props) {
  const { t } = useTranslation();
  const title = camera === null ? t("cameras.add") : t("cameras.editTitle", { name: camera.name });
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size="md" title={title} closeButtonProps={{ "aria-label": t("shell.close") }}>
      {opened && <Fields camera={camera} onClose={onClose} />}
    </Drawer>
  );
}

function Fields({ camera, onClose }: Omit<Props, "opened">) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<CameraDraft>(() => draftOf(camera));
  const [problems, setProblems] = useState<DraftProblems>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const communes = useCommunes();
  const hidden = camera !== null && camera.streams.main.url === null;

  const text = (field: "place" | "name" | "site" | "quarter" | "mainUrl" | "subUrl" | "username" | "password") => ({
    value: draft[field],
    onChange: (event: { currentTarget: { value: string } }) => setDraft({ ...draft, [field]: event.currentTarget.value }),
    error: problems[field] === undefined ? undefined : t(`cameras.error.${problems[field]}`),
  });

  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    const found = problemsOf(draft, hidden);
    setProblems(found);
    setFailure(null);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    const body = requestOf(draft, camera === null ? null : draftOf(camera));
    const result = camera === null ? await addCamera(body) : await changeCamera(camera.id, body);
    setBusy(false);
    if (!result.ok) {
      setFailure(failureText(t, result.failure));
      return;
    }
    say(t("cameras.saved", { name: draft.name }));
    await loadCameras();
    onClose();
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        {failure !== null && (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        <TextInput label={t("cameras.field.name")} required data-autofocus {...text("name")} />
        <TextInput label={t("cameras.field.site")} required {...text("site")} />
        <TextInput label={t("cameras.field.quarter")} {...text("quarter")} />
        <TextInput label={t("cameras.field.place")} description={t("cameras.field.placeHint")} placeholder="48.9389, 2.4632" inputMode="decimal" {...text("place")} />
        {communes.length > 0 && (
          <Select
            label={t("cameras.field.commune")}
            value={draft.commune}
            placeholder={t("cameras.field.communeNone")}
            clearable
            onChange={(commune) => setDraft({ ...draft, commune })}
            data={communes.map((each) => ({ value: each.code, label: each.name }))}
          />
        )}
        <Select
          label={t("cameras.field.kind")}
          value={draft.kind}
          allowDeselect={false}
          onChange={(value) => value !== null && setDraft({ ...draft, kind: value })}
          data={(["public_building", "residential", "main_road"] as const).map((value) => ({ value, label: t(`cameras.kind.${value}`) }))}
        />
        <TextInput label={t("cameras.field.main")} description={t("cameras.field.urlHint")} placeholder="rtsp://192.0.2.10/main" required={!hidden} {...text("mainUrl")} />
        <TextInput label={t("cameras.field.sub")} placeholder="rtsp://192.0.2.10/sub" {...text("subUrl")} />
        <TextInput label={t("cameras.field.username")} autoComplete="off" {...text("username")} />
        <PasswordInput
          label={t("cameras.field.password")}
          description={camera === null ? undefined : t("cameras.field.passwordKept")}
          autoComplete="new-password"
          {...text("password")}
        />
        <Select
          label={t("cameras.field.transport")}
          value={draft.transport}
          allowDeselect={false}
          onChange={(value) => setDraft({ ...draft, transport: value === "udp" ? "udp" : "tcp" })}
          data={[
            { value: "tcp", label: "TCP" },
            { value: "udp", label: "UDP" },
          ]}
        />
        <Switch label={t("cameras.field.verifyTls")} checked={draft.verifyTls} onChange={(event) => setDraft({ ...draft, verifyTls: event.currentTarget.checked })} />
        <Switch label={t("cameras.field.ptz")} checked={draft.ptz} onChange={(event) => setDraft({ ...draft, ptz: event.currentTarget.checked })} />
        <Switch label={t("cameras.field.enabled")} checked={draft.enabled} onChange={(event) => setDraft({ ...draft, enabled: event.currentTarget.checked })} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("shell.cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {t("cameras.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
