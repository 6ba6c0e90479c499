// Menu of saved layouts: show, save, replace, delete.
import { useState } from "react";
import { ActionIcon, Button, Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Layout } from "@/api/types";
import { useSession } from "@/features/people/session";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Icon } from "@/ui/icons";
import type { Wall } from "./model";
import { SaveLayoutDialog } from "./SaveLayoutDialog";
import { useLayouts } from "./useLayouts";

interface Props {
  wall: Wall;
  onShow: (layout: Layout) => void;
}

export function LayoutMenu({ wall, onShow }: Props) {
  const { t } = useTranslation();
  const { me, can } = useSession();
  const layouts = useLayouts();
  const [saving, setSaving] = useState(false);
  const [deleting, setDeleting] = useState<Layout | null>(null);
  const own = layouts.all.filter((layout) => !layout.shared);
  const shared = layouts.all.filter((layout) => layout.shared);

  const askDelete = (layout: Layout): void => {
    if (layout.shared) setDeleting(layout);
    else void layouts.remove(layout);
  };
  const mayChange = (layout: Layout): boolean => (layout.shared ? can("supervise") : layout.owner === me.account_id);

  const rows = (list: readonly Layout[]) =>
    list.map((layout) => (
      <div className="layout-row" key={layout.id}>
        <Menu.Item onClick={() => onShow(layout)} rightSection={<span className="chip">{layout.tiles}</span>}>
          {layout.name}
        </Menu.Item>
        {mayChange(layout) && (
          <>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`${t("wall.update")} : ${layout.name}`}
              title={t("wall.update")}
              onClick={() => void layouts.replace(layout, { ...layout, tiles: wall.tiles, cameras: [...wall.cameras] })}
            >
              <Icon name="save" size={16} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`${t("wall.delete")} : ${layout.name}`}
              title={t("wall.delete")}
              onClick={() => askDelete(layout)}
            >
              <Icon name="trash" size={16} />
            </ActionIcon>
          </>
        )}
      </div>
    ));

  return (
    <>
      <Menu position="bottom-end" width={320} closeOnItemClick>
        <Menu.Target>
          <Button variant="default" size="xs" leftSection={<Icon name="layouts" size={16} />}>
            {t("wall.layouts")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {layouts.all.length === 0 && <Menu.Label>{t("wall.layoutsNone")}</Menu.Label>}
          {own.length > 0 && <Menu.Label>{t("wall.layoutsOwn")}</Menu.Label>}
          {rows(own)}
          {shared.length > 0 && <Menu.Label>{t("wall.layoutsShared")}</Menu.Label>}
          {rows(shared)}
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="save" size={16} />} onClick={() => setSaving(true)}>
            {t("wall.save")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <SaveLayoutDialog
        opened={saving}
        mayShare={can("supervise")}
        onClose={() => setSaving(false)}
        onSave={(name, share) => layouts.save({ name, shared: share, tiles: wall.tiles, cameras: [...wall.cameras] })}
      />
      <ConfirmDialog
        opened={deleting !== null}
        title={t("wall.delete")}
        text={t("wall.deleteAsk", { name: deleting?.name ?? "" })}
        confirm={t("wall.delete")}
        onClose={() => setDeleting(null)}
        onConfirm={async () => {
          if (deleting !== null) await layouts.remove(deleting);
        }}
      />
    </>
  );
}
