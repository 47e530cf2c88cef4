#!/bin/sh
# pppd runs it when a subscriber's line is up: keeps which process serves the login, and what RADIUS answered.
cp "/run/radattr.$IFNAME" "/run/lines/$PEERNAME.answer"
echo "$PPPD_PID" > "/run/lines/$PEERNAME.pid"
