// A rule's settings, drawn from the schema the server gives: names and limits are the rule's own.
import { MultiSelect, NumberInput, Slider, Text, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Kind, Property, RuleDraft } from "./api";
import { setParameter } from "./editing";
import { shownSpan, spansOf } from "./schedule";

/** What an object can be: as in the server's `ObjectClass`. */
const CLASSES = ["person", "bicycle", "motorcycle", "car", "bus", "truck", "train", "animal", "object"] as const;
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
  const { t, i18n } = useTranslation();
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
        defaultValue={spans.map((span) => shownSpan(span, i18n.language)).join("\n")}
        onBlur={(event) => {
          const given = spansOf(event.currentTarget.value);
          if (given.join() !== spans.join()) put(given.length === 0 ? null : { spans: given });
        }}
      />
    );
  }
  if (name === "classes") {
    const classes = Array.isArray(value) ? (value as string[]) : [];
    return (
      <MultiSelect
        label={label}
        value={classes}
        onChange={(chosen) => put(chosen.length === 0 ? null : chosen)}
        data={CLASSES.map((each) => ({ value: each, label: t(`analytics.classes.${each}`) }))}
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
