// Swaps: a wish of one person, decided by who supervises (never by the one who asked).
import { useState } from "react";
import { Alert, Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatShortDate } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { say } from "@/ui/toasts";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { askSwap, decideSwap, removeShift, type Colleague, type Shift, type Swap } from "./calls";
import { hourOf } from "./days";

interface SwapsProps {
  swaps: readonly Swap[];
  decides: boolean;
  mine: string;
  nameOf: (accountId: string) => string;
  onChanged: () => void;
}

export function Swaps({ swaps, decides, mine, nameOf, onChanged }: SwapsProps) {
  const { t } = useTranslation();
  const decide = async (swap: Swap, agree: boolean): Promise<void> => {
    const result = await decideSwap(swap.id, agree);
    say(result.ok ? t(agree ? "duty.agreed" : "duty.declined") : failureText(t, result.failure), { tone: result.ok ? "calm" : "bad" });
    onChanged();
  };
  return (
    <section className="card">
      <h2>{t("duty.swaps")}</h2>
      {swaps.length === 0 && <p className="muted">{t("duty.noSwap")}</p>}
      <ul className="plain">
        {swaps.map((each) => (
          <li key={each.id}>
            {t("duty.swapOf", { from: nameOf(each.asked_by), to: nameOf(each.to_account_id) })}
            {decides && each.asked_by !== mine && (
              <Group gap="xs" mt={4}>
                <Button size="compact-sm" onClick={() => void decide(each, true)}>
                  {t("duty.agree")}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => void decide(each, false)}>
                  {t("duty.decline")}
                </Button>
              </Group>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface RemoveProps {
  shift: Shift;
  name: string;
  onClose: () => void;
  onRemoved: () => void;
}

export function RemoveDialog({ shift, name, onClose, onRemoved }: RemoveProps) {
  const { t, i18n } = useTranslation();
  const remove = async (): Promise<void> => {
    const result = await removeShift(shift.id);
    say(result.ok ? t("duty.removed") : failureText(t, result.failure), { tone: result.ok ? "calm" : "bad" });
    onRemoved();
  };
  const when = `${formatShortDate(shift.starts_us, i18n.language)} ${hourOf(shift.starts_us)}–${hourOf(shift.ends_us)}`;
  return (
    <ConfirmDialog
      opened
      title={t("duty.removeTitle")}
      text={t("duty.removeText", { name, when })}
      confirm={t("duty.remove")}
      onClose={onClose}
      onConfirm={remove}
    />
  );
}

interface DialogProps {
  shift: Shift;
  colleagues: readonly Colleague[];
  onClose: () => void;
  onAsked: () => void;
}

export function SwapDialog({ shift, colleagues, onClose, onAsked }: DialogProps) {
  const { t, i18n } = useTranslation();
  const [to, setTo] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = async (): Promise<void> => {
    if (to === null) return;
    setBusy(true);
    const result = await askSwap(shift.id, to);
    setBusy(false);
    if (result.ok) {
      say(t("duty.asked"));
      onAsked();
    } else setProblem(failureText(t, result.failure));
  };
  const when = `${formatShortDate(shift.starts_us, i18n.language)} ${hourOf(shift.starts_us)}–${hourOf(shift.ends_us)}`;
  return (
    <Modal opened onClose={onClose} title={t("duty.swapTitle")} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <Stack>
        <Text>{t("duty.swapText", { when })}</Text>
        {problem !== null && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Select
          label={t("duty.swapTo")}
          searchable
          data-autofocus
          value={to}
          onChange={setTo}
          data={colleagues.map((each) => ({ value: each.id, label: each.name }))}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("shell.cancel")}
          </Button>
          <Button disabled={to === null} loading={busy} onClick={() => void ask()}>
            {t("duty.swapAsk")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
