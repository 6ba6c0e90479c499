// A rule's settings, drawn from the schema the server gives: names and limits are the rule's own.
import { NumberInput, Slider, Text, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Kind, Property, RuleDraft } from "./api";
import { setParameter } from "./editing";

const DRAWN = new Set(["id", "field_px", "polyline_px"]);

interface Props {
  rule: RuleDraft;
  kind: Kind;
  onChange: (rule: RuleDraft) => void;
}

export function Parameters({ rule, kind, onChange }: Props) {
  const names = Object.entries(kind.parameters.properties).filter(([name]) => !DRAWN.has(name));
  return (
    <div className="parameters">
      {names.map(([name, property]) => (
        <Parameter key={name} name={name} property={property} rule={rule} onChange={onChange} />
      ))}
    </div>
  );
}

function Parameter({ name, property, rule, onChange }: { name: string; property: Property; rule: RuleDraft; onChange: Props["onChange"] }) {
  const { t } = useTranslation();
  const label = property.description ?? name;
  const put = (value: unknown): void => onChange(setParameter(rule, name, value));
  const value = rule[name];
  if (name === "sensitivity") {
    const now = typeof value === "number" ? value : Number(property.default ?? 0.5);
    return (
      <div>
        <Text size="sm">{label}</Text>
        <Slider min={0} max={1} step={0.05} value={now} onChange={put} label={(shown) => shown.toFixed(2)} thumbLabel={label} />
      </div>
    );
  }
  if (name === "schedule") {
    const spans = (value as { spans?: string[] } | undefined)?.spans ?? [];
    return (
      <Textarea
        label={t("analytics.schedule")}
        description={t("analytics.scheduleHint")}
        autosize
        defaultValue={spans.join("\n")}
        onBlur={(event) => {
          const lines = event.currentTarget.value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
          if (lines.join("\n") !== spans.join("\n")) put(lines.length === 0 ? null : { spans: lines });
        }}
      />
    );
  }
  if (name === "classes") {
    const classes = Array.isArray(value) ? (value as string[]) : [];
    return (
      <TextInput
        label={label}
        description={t("analytics.classesHint")}
        defaultValue={classes.join(", ")}
        onBlur={(event) => {
          const given = event.currentTarget.value.split(",").map((word) => word.trim()).filter((word) => word !== "");
          if (given.join() !== classes.join()) put(given.length === 0 ? null : given);
        }}
      />
    );
  }
  const limits = property.anyOf?.[0] ?? property;
  if (limits.type === "number" || limits.type === "integer") {
    return (
      <NumberInput
        label={label}
        placeholder={defaultText(property)}
        value={typeof value === "number" ? value : ""}
        onChange={(next) => put(typeof next === "number" ? next : null)}
        {...(limits.minimum === undefined ? {} : { min: limits.minimum })}
        {...(limits.maximum === undefined ? {} : { max: limits.maximum })}
        allowDecimal={limits.type === "number"}
        decimalSeparator=","
      />
    );
  }
  return (
    <TextInput
      label={label}
      placeholder={defaultText(property)}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => put(event.currentTarget.value)}
    />
  );
}

function defaultText(property: Property): string {
  const value = property.default;
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
