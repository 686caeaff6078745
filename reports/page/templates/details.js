// What the panel beside the map tells about a run, a van, a bus line or a place.

const place = (index) => data.places[index];

/** A button that leads to something else on the page. */
const link = (ref, text) => make("button", { class: "link", type: "button", click: () => pick(ref) }, name(text));

const placeLink = (index) => link(`p${index}`, place(index).name);
const tag = (text, kind = "") => make("span", { class: `tag ${kind}` }, name(text));
const heading = (text) => make("h4", {}, text);
const note = (text) => make("p", { class: "soft" }, text);
const moment = ({ arrive, depart }) => (arrive === depart ? clock(arrive) : `${clock(arrive)}–${clock(depart)}`);
const some = (number) => (number ? count(number) : "");

/** What is aboard, [parcels, ml, g], of the room [parcels or null, ml, g]: a bar and the three figures. */
function aboard(load, room, colour) {
  const [parcels, ml, g] = load;
  const text = filled(_("{parcels} parcels · {l} L · {kg} kg"), {
    parcels: count(parcels), l: thousandth(ml), kg: thousandth(g),
  });
  return make("div", { class: "aboard" }, meter(fullness(load, room), colour), make("span", { class: "soft" }, text));
}

/** The tightest of pieces, volume and mass; a room of nothing is full as soon as anything is in it. */
function fullness(load, room) {
  const shares = load.map((used, at) => (room[at] === null ? 0 : room[at] ? used / room[at] : Number(used > 0)));
  return Math.max(0, ...shares);
}

function roomNote(room) {
  const [pieces, ml, g] = room;
  const text = pieces === null ? _("Room for goods: {l} L, {kg} kg.") : _("Room for goods: {l} L, {kg} kg, {pieces} pieces.");
  return note(filled(text, { l: thousandth(ml), kg: thousandth(g), pieces }));
}

function runDetails(run) {
  const rows = run.calls.map((call, at) => [
    placeLink(call.place), moment(call), some(call.on), some(call.off),
    at < run.aboard.length ? aboard(run.aboard[at], run.room, "fill-bus") : "",
  ]);
  return {
    title: filled(_("Run {run}"), { run: run.id }),
    body: [
      make("p", {}, tag(_("bus"), "bus"), ...[run.line, run.direction, run.operator].filter(Boolean).map((text) => tag(text))),
      roomNote(run.room),
      table([_("call"), _("time"), _("put on"), _("taken off"), _("aboard after it")], rows, [2, 3]),
    ],
    paths: [["bus", run.path]],
    places: run.calls.filter((call) => call.on || call.off).map((call) => call.place),
  };
}

function vanDetails(van, only) {
  const shown = van.trips.map((trip, at) => ({ ...trip, at })).filter((trip) => only === null || trip.at === only);
  const facts = filled(_("{km} km, {hours} h from the first departure to the last return."), {
    km: thousandth(van.metres), hours: tenths.format(van.span / 3600),
  });
  return {
    title: van.name,
    body: [
      make("p", {}, tag(_("van"), "van"), tag(van.kind), ...tripLinks(van)),
      note(facts), roomNote(van.room),
      ...shown.flatMap((trip) => tripTable(trip, van)),
      only === null || van.trips.length < 2 ? null : make("p", {}, link(`v${van.at}`, _("the whole day of this van"))),
    ].filter(Boolean),
    paths: shown.map((trip) => ["van", trip.path]),
    places: shown.flatMap((trip) => trip.stops.map((stop) => stop.place)),
  };
}

/** Links to the single trips of a van that drives more than one. */
function tripLinks(van) {
  if (van.trips.length < 2) return [];
  return van.trips.flatMap((_trip, at) => [link(`t${van.at}.${at}`, filled(_("trip {trip}"), { trip: at + 1 })), " "]);
}

function tripTable(trip, van) {
  const rows = trip.stops.map((stop, at) => [
    placeLink(stop.place), moment(stop), some(stop.on), some(stop.off), at < trip.stops.length - 1 ? aboard(stop.aboard, van.room, "fill-van") : "",
  ]);
  const title = filled(_("Trip {trip}: {from} to {to}"), {
    trip: trip.at + 1, from: clock(trip.stops[0].depart), to: clock(trip.stops.at(-1).arrive),
  });
  const header = [_("stop"), _("time"), _("put on"), _("taken off"), _("aboard after it")];
  return [heading(title), table(header, rows, [2, 3])];
}

function lineDetails(line) {
  const rows = line.runs.map((at) => data.runs[at]).map((run, n) => [
    link(`r${line.runs[n]}`, run.id), run.direction, clock(run.calls[0].depart), clock(run.calls.at(-1).arrive),
    count(run.parcels),
  ]);
  const none = note(_("No run of this line carries parcels in this plan."));
  return {
    title: filled(_("Bus line {line}"), { line: line.name }),
    body: [
      note(filled(_("{runs} runs of this day may carry goods."), { runs: count(line.all) })),
      rows.length ? table([_("run"), _("direction"), _("departs"), _("arrives"), _("parcels")], rows, [2, 3, 4]) : none,
    ],
    paths: [["bus", line.path]],
    places: [],
  };
}

function placeDetails(index) {
  const here = place(index);
  const events = data.events[index] ?? [];
  const left = data.left.filter((row) => row.from === index || row.to === index);
  const rows = events.map((event) => [
    clock(event.time), event.on ? _("collected") : _("delivered"), vehicleLink(event), count(event.parcels), event.what,
  ]);
  return {
    title: here.name,
    body: [
      make("p", {}, tag(here.status, here.mode), here.short ? tag(_("something stays behind"), "left") : "", ...[here.town].filter(Boolean).map((text) => tag(text)), here.hours ? tag(here.hours) : ""),
      rows.length ? table([_("time"), "", _("vehicle"), _("parcels"), _("brand")], rows, [0, 3]) : note(_("Nothing is delivered or collected here.")),
      ...(left.length ? [heading(_("Left behind")), leftTable(left)] : []),
    ],
    paths: vehiclesOf(events).map((ref) => pathOf(ref)),
    places: [index],
    ring: index,
  };
}

function leftTable(rows) {
  const cells = rows.map((row) => [name(row.id), name(`${place(row.from).name} → ${place(row.to).name}`), count(row.parcels), row.why]);
  return table([_("consignment"), _("from, to"), _("parcels"), _("why")], cells, [2]);
}

const vehicleLink = ({ vehicle }) => {
  const [van, trip] = vehicle.slice(1).split(".");
  return vehicle[0] === "r"
    ? link(vehicle, data.runs[+van].id)
    : link(vehicle, filled(_("{van}, trip {trip}"), { van: data.vans[+van].name, trip: +trip + 1 }));
};

/** The vehicles that come to a place; of a hub, where all of them come, none. */
function vehiclesOf(events) {
  const found = [...new Set(events.map((event) => event.vehicle))];
  return found.length > 12 ? [] : found;
}

function pathOf(ref) {
  const [at, trip] = ref.slice(1).split(".");
  return ref[0] === "r" ? ["bus", data.runs[+at].path] : ["van", data.vans[+at].trips[+trip].path];
}

/** The details of a reference: r run, v van, t a van's trip, l bus line, p place; null if there is no such thing. */
function detailsOf(ref) {
  const [at, trip] = ref.slice(1).split(".").map(Number);
  if (ref[0] === "r" && data.runs[at]) return runDetails(data.runs[at]);
  if (ref[0] === "v" && data.vans[at]) return vanDetails(data.vans[at], null);
  if (ref[0] === "t" && data.vans[at]?.trips[trip]) return vanDetails(data.vans[at], trip);
  if (ref[0] === "l" && data.lines[at]) return lineDetails(data.lines[at]);
  if (ref[0] === "p" && data.places[at]) return placeDetails(at);
  return null;
}
