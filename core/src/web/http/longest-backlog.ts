/** A client that does not read what it follows is let go before it fills the memory. */
export const LONGEST_BACKLOG_OCTETS = 1024 * 1024;
