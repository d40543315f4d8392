/** The component kit, themed once. Features import this folder, never the kit itself. */
import { App, ConfigProvider, theme } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDark, useLooks } from "../looks";
import { dark, light, radius } from "../tokens";

export {
  Alert,
  App,
  Drawer,
  Dropdown,
  Form,
  Input,
  Modal,
  Popconfirm,
  Segmented,
  Select,
  Skeleton,
  Switch,
  Table,
  Tabs,
  Tree,
} from "antd";

export function Kit({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const isDark = useDark();
  const { large } = useLooks();
  const tokens = isDark ? dark : light;
  return (
    <ConfigProvider
      locale={i18n.language === "en" ? en : zh}
      button={{ autoInsertSpace: false }}
      theme={{
        algorithm: isDark ? [theme.darkAlgorithm, exactDoor] : theme.defaultAlgorithm,
        token: {
          colorPrimary: tokens.door,
          colorLink: tokens.brick,
          colorInfo: tokens.brick,
          colorSuccess: tokens.jade,
          colorWarning: tokens.persimmon,
          colorError: tokens.persimmon,
          colorText: tokens.ink,
          colorTextSecondary: tokens.brick,
          colorTextDescription: tokens.brick,
          colorTextPlaceholder: tokens.brick,
          colorTextLightSolid: tokens.doorText,
          colorBgLayout: tokens.paper,
          colorBgContainer: tokens.plaster,
          colorBgElevated: tokens.plaster,
          colorBorder: tokens.edge,
          colorBorderSecondary: tokens.mist,
          colorSplit: tokens.mist,
          borderRadius: radius,
          fontFamily: "inherit",
          fontSize: large ? 20 : isNarrow() ? 16 : 14,
          controlHeight: large ? 56 : isNarrow() ? 44 : 40,
          wireframe: false,
        },
        components: {
          Table: { headerBg: tokens.plaster, cellPaddingBlock: 12 },
          // The accent as text needs more light in the dark than the accent as a surface.
          Tabs: { itemSelectedColor: tokens.doorInk, itemHoverColor: tokens.doorInk, itemActiveColor: tokens.doorInk },
        },
      }}
    >
      <App component={false}>{children}</App>
    </ConfigProvider>
  );
}

/** The kit would darken the accent in the dark until its text is no longer readable. */
const exactDoor: typeof theme.darkAlgorithm = (seed, map) => ({
  ...(map ?? theme.darkAlgorithm(seed)),
  colorPrimary: dark.door,
  colorPrimaryHover: dark.doorDeep,
  colorPrimaryActive: dark.door,
});

/** Whether the window is as narrow as a phone; the styles say the same. */
export function isNarrow(): boolean {
  return matchMedia("(max-width: 720px)").matches;
}
