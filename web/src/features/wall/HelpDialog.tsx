// The keyboard, explained.
import { Kbd, Modal, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { fr } from "@/i18n/fr";

type KeyName = Exclude<keyof (typeof fr)["wall"]["keys"], "title">;

const KEYS: readonly (readonly [KeyName, readonly string[]])[] = [
  ["digits", ["1", "…", "9"]],
  ["arrows", ["←", "↑", "↓", "→"]],
  ["enter", ["Entrée"]],
  ["escape", ["Échap"]],
  ["size", ["+", "−"]],
  ["search", ["/"]],
  ["swap", ["S"]],
  ["remove", ["Suppr"]],
  ["fill", ["R"]],
  ["undo", ["Ctrl", "Z"]],
  ["fullScreen", ["F"]],
  ["list", ["L"]],
  ["delays", ["D"]],
  ["help", ["?"]],
];

export function HelpDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t("wall.keys.title")} size="lg" closeButtonProps={{ "aria-label": t("shell.close") }}>
      <Table verticalSpacing={6}>
        <Table.Tbody>
          {KEYS.map(([name, keys]) => (
            <Table.Tr key={name}>
              <Table.Td className="keys">
                {keys.map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </Table.Td>
              <Table.Td>{t(`wall.keys.${name}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
