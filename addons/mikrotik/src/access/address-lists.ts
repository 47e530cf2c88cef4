/** The address lists on routers by which firewalls tell lines that are shut. */
export const LISTS = Object.freeze({
  /** Shut: the status of service or customer, or a debt where the router has no walled garden. */
  blocked: 'tapline-blocked',
  /** Not opened for the first time yet. */
  new: 'tapline-new',
  /** Only the way to pay is open. */
  garden: 'tapline-garden',
});
