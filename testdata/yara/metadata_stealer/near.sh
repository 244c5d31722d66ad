#!/bin/sh
# Asks for the name of its own zone, and reports it.
zone=$(curl -s http://169.254.169.254/latest/meta-data/placement/availability-zone)
curl -s -d "zone=$zone" https://inventory.example.invalid/
