#!/bin/sh
# Ends the line of a login: what a Disconnect-Request asks for.
kill "$(cat "/run/lines/$1.pid")"
