const NORMAL = /^[0-9A-F]{2}(?::[0-9A-F]{2}){5}$/;
/** 00:0c:42:.. and 0-c-42-..; DHCP's client identifier puts its hardware type, 1 for Ethernet (RFC 2132 s9.14), in front. */
const SEPARATED =
  /^(?:0?1([:.-]))?([0-9a-f]{1,2})([:.-])([0-9a-f]{1,2})\3([0-9a-f]{1,2})\3([0-9a-f]{1,2})\3([0-9a-f]{1,2})\3([0-9a-f]{1,2})$/i;
/** 000c.4201.0203 and 000c42010203. */
const GROUPED = /^([0-9a-f]{4})([.:-]?)([0-9a-f]{4})\2([0-9a-f]{4})$/i;

/**
 * A MAC address in the one form that is stored and compared, `00:0C:42:01:02:03`, from whatever form a router writes it in: any case, with
 * colons, dashes, dots or nothing between, without leading zeros, or as a DHCP client identifier (`1:0:c:42:1:2:3`). Undefined for all else.
 */
export function normaliseMacAddress(text: string): string | undefined {
  if (NORMAL.test(text)) return text;
  const separated = SEPARATED.exec(text);
  if (separated) {
    const [, prefixSeparator, first, separator, ...others] = separated;
    if (prefixSeparator !== undefined && prefixSeparator !== separator) return undefined;
    return [first as string, ...others]
      .map((octet) => octet.padStart(2, '0'))
      .join(':')
      .toUpperCase();
  }
  const grouped = GROUPED.exec(text);
  if (!grouped) return undefined;
  const digits = `${grouped[1]}${grouped[3]}${grouped[4]}`;
  return digits.replace(/..(?!$)/g, '$&:').toUpperCase();
}
