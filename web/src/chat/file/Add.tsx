import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Dropdown } from "@/ui/kit/Kit";
import { Camera } from "./Camera";
import "./words";

/** What can be added: from the album, as a file, or just taken. Nothing is asked of the device before one of them is chosen. */
export function Add({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const { t } = useTranslation();
  const [album, files] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)];
  const [taking, setTaking] = useState(false);
  const ways = [
    { key: "pictures", label: t("files.pictures"), icon: <Icon name="picture" /> },
    { key: "file", label: t("files.file"), icon: <Icon name="paper" /> },
    { key: "camera", label: t("files.camera"), icon: <Icon name="camera" /> },
  ];
  const pick = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    onFiles([...(currentTarget.files ?? [])]);
    currentTarget.value = ""; // the same may be picked again
  };
  return (
    <>
      <input ref={album} type="file" accept="image/*,video/*" multiple hidden data-way="pictures" onChange={pick} />
      <input ref={files} type="file" multiple hidden data-way="file" onChange={pick} />
      <Dropdown
        trigger={["click"]}
        placement="topLeft"
        menu={{
          items: ways,
          onClick: ({ key }) => {
            if (key === "camera") setTaking(true);
            else (key === "file" ? files : album).current?.click();
          },
        }}
      >
        <button type="button" className="composer-tool" aria-haspopup="menu" aria-label={t("files.add")} title={t("files.add")}>
          <Icon name="paper" />
        </button>
      </Dropdown>
      <Camera
        open={taking}
        onClose={() => setTaking(false)}
        onTaken={(file) => {
          setTaking(false);
          onFiles([file]);
        }}
      />
    </>
  );
}
