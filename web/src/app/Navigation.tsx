// The menu: groups of pages; a group of one page is that page. In the bar groups open, in the drawer all is laid out.
import { Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSession } from "@/features/people/session";
import { Icon } from "@/ui/icons";
import { groupsFor, pageAtPath } from "./pages";
import { Link, navigate, usePath } from "./router";

export function BarNavigation() {
  const { t } = useTranslation();
  const { can } = useSession();
  const here = pageAtPath(usePath());
  return (
    <nav className="nav" aria-label={t("nav.label")}>
      {groupsFor(can).map(({ group, pages }) => {
        const [first] = pages;
        if (pages.length === 1 && first !== undefined) return <PageLink key={group} page={first} />;
        return (
          <Menu key={group} position="bottom-start" width={240}>
            <Menu.Target>
              <button type="button" className="nav-link nav-group" data-current={here?.group === group || undefined}>
                {t(`navGroups.${group}`)}
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              {pages.map((page) => (
                <Menu.Item
                  key={page.path}
                  component="a"
                  href={page.path}
                  leftSection={<Icon name={page.icon} size={17} />}
                  aria-current={here === page ? "page" : undefined}
                  onClick={(event) => {
                    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                    event.preventDefault();
                    navigate(page.path);
                  }}
                >
                  {t(`nav.${page.name}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        );
      })}
    </nav>
  );
}

export function DrawerNavigation({ onFollow }: { onFollow: () => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  return (
    <nav className="nav" aria-label={t("nav.label")}>
      {groupsFor(can).map(({ group, pages }) => (
        <section key={group} aria-label={t(`navGroups.${group}`)}>
          <p className="nav-heading">{t(`navGroups.${group}`)}</p>
          {pages.map((page) => (
            <PageLink key={page.path} page={page} onFollow={onFollow} />
          ))}
        </section>
      ))}
    </nav>
  );
}

type Page = ReturnType<typeof groupsFor>[number]["pages"][number];

function PageLink({ page, onFollow }: { page: Page; onFollow?: () => void }) {
  const { t } = useTranslation();
  const here = pageAtPath(usePath());
  return (
    <Link to={page.path} className="nav-link" aria-current={here === page ? "page" : undefined} onClick={onFollow}>
      <Icon name={page.icon} size={17} />
      {t(`nav.${page.name}`)}
    </Link>
  );
}
