#!/bin/bash
# Process 1 of a user-mode Linux: a PPPoE access concentrator and its subscribers, who live in a network namespace of their own.
# Its root is the host's file system, read-only. It obeys its console: each line is a command.
# LAB (folder of configuration), OWN and RADIUS (addresses at both ends of the tap) come from the kernel's command line.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root

mount_folders() {
  mount -t proc proc /proc
  mount -t sysfs sys /sys
  mount -t devtmpfs dev /dev
  mkdir -p /dev/pts
  mount -t devpts devpts /dev/pts
  for folder in /run /etc/ppp; do mount -t tmpfs none "$folder"; done
  mkdir -p /etc/ppp/plugins /run/lines
  ln -s /usr/lib/pppd/*/rp-pppoe.so /etc/ppp/plugins/
  touch /etc/ppp/options
  for file in pap-secrets chap-secrets; do install -m 600 /dev/null "/etc/ppp/$file"; done
}

load_drivers() {
  local drivers
  drivers=$(echo /usr/lib/uml/modules/"$(uname -r)"/kernel)
  for driver in drivers/net/slip/slhc lib/crc-ccitt lib/crypto/libarc4 drivers/net/ppp/{ppp_generic,ppp_async,ppp_synctty,ppp_mppe,pppox,pppoe} drivers/net/veth; do
    insmod "$drivers/$driver.ko"
  done
  [ -e /dev/ppp ] || mknod /dev/ppp c 108 0
}

# pppd finds the address that it gives as NAS-IP-Address by the name of its machine.
join_network() {
  hostname concentrator
  printf '127.0.0.1 localhost\n%s concentrator\n' "$OWN" > /run/hosts
  mount --bind /run/hosts /etc/hosts
  ip link set lo up
  ip address add "$OWN/30" dev eth0
  ip link set eth0 up
  ip netns add subscribers
}

# concentrate WAY LOCAL-ADDRESS [COMMAND...]: a wire, and at its end a server that takes one way to log in.
concentrate() {
  ip link add "nas-$1" type veth peer name "line-$1"
  ip link set "line-$1" netns subscribers
  ip link set "nas-$1" up
  ip netns exec subscribers ip link set "line-$1" up
  "${@:3}" pppoe-server -F -I "nas-$1" -C concentrator -L "$2" -R 10.64.1.1 -O "$LAB/options.$1" > "/run/$1.server" 2>&1 &
}

# dial WAY LOGIN PASSWORD [OPTION...]
dial() {
  ip netns exec subscribers pppd plugin rp-pppoe.so "line-$1" ifname "$1" user "$2" password "$3" \
    noauth nodetach noipdefault nodefaultroute lcp-restart 1 ipcp-restart 1 "${@:4}" > "/run/$1.client" 2>&1
}

# How the line of WAY looks to its subscriber and, by what RADIUS answered, to the concentrator.
look() {
  ip netns exec subscribers ip -4 -br address show dev "$1" 2>/dev/null | grep -F peer && cat "/run/lines/$2.answer"
}

explain() {
  tail -n 25 /run/*.client /run/*.nas /run/*.server
}

mount_folders
load_drivers
join_network
stty -echo
echo lab-ready
while read -r command; do
  eval "$command"
  echo "lab-done $?"
done
echo o > /proc/sysrq-trigger
sleep 5
